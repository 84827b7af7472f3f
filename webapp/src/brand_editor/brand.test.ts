import {describe, expect, test} from 'vitest';

import {copyOf, isBad, newBrand, oneDefault, problemsOf, textOn} from './brand';
import type {Brand} from './brand';
import {checkImage} from './image_check';
import {aPng} from './testing';

describe('a brand', () => {
    test.each<[Partial<Brand>, object]>([
        [{}, {}],
        [{primary: '#1A2b3C', secondary: ''}, {}],
        [{primary: 'red'}, {primary: true}],
        [{focus: '#12345'}, {focus: true}],
        [{name: 'none'}, {name: 'reserved'}],
        [{name: ''}, {name: 'missing'}],
    ])('with %j has the problems %j', (changes, problems) => {
        const brand = {name: 'acme', ...changes};
        const found = problemsOf(brand, [brand]);
        expect(Object.fromEntries(Object.entries(found).filter(([, problem]) => problem !== undefined))).toEqual(problems);
        expect(isBad(brand, [brand])).toBe(Object.keys(problems).length > 0);
    });

    test('is the default when it is the first one, and its copy is not', () => {
        const first = newBrand([]);
        expect(first).toEqual({name: 'brand', default: true});
        expect(newBrand([first])).toEqual({name: 'brand-2', default: false});
        expect(copyOf(first, [first])).toEqual({name: 'brand-2', default: false});
    });

    test('that becomes the default takes the place of the one before', () => {
        const [one, two, three] = [{name: 'one', default: true}, {name: 'two', default: true}, {name: 'three'}];
        expect(oneDefault([one, two, three], 1)).toEqual([{...one, default: false}, two, three]);
        const list = [one, three];
        expect(oneDefault(list, 1)).toBe(list);
    });
});

test.each([
    ['#000000', '#fff'],
    ['#FFFFFF', '#000'],
    ['#0B6E4F', '#fff'],
    ['#FFD166', '#000'],
])('on %s one writes in %s', (colour, text) => {
    expect(textOn(colour)).toBe(text);
});

describe('an image', () => {
    test.each([
        ['logo', aPng(400, 100), undefined],
        ['logo', aPng(399, 100), 'narrow'],
        ['room_background', aPng(1400, 900), undefined],
        ['waiting_background', aPng(1399, 900), 'narrow'],
        ['logo', aPng(5001, 100), 'large'],
        ['logo', aPng(400, 5001), 'large'],
        ['logo', aPng(400, 100, 600_001), 'heavy'],
        ['logo', new File(['GIF89a'], 'a.png'), 'no_png'],
        ['logo', new File([new Uint8Array(64)], 'a.png'), 'no_png'],
        ['logo', new File([], 'a.png'), 'no_png'],
    ] as const)('for a %s is looked at', async (kind, file, problem) => {
        expect(await checkImage(kind, file)).toBe(problem);
    });
});
