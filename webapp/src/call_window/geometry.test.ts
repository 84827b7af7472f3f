// @vitest-environment node
import {describe, expect, test} from 'vitest';

import {firstPlace, fitted, pulled} from './geometry';
import type {Grip, Place} from './geometry';

const VIEWPORT = {width: 1280, height: 800};
const PLACE: Place = {x: 400, y: 200, width: 480, height: 320};

test('the window opens bottom right at 480 × 320', () => {
    expect(firstPlace(VIEWPORT)).toEqual({x: 728, y: 344, width: 480, height: 320});
});

describe('a place', () => {
    test.each<[string, Partial<Place>, Partial<Place>]>([
        ['inside stays', {}, {}],
        ['too far right and down comes back', {x: 1200, y: 790}, {x: 800, y: 480}],
        ['too far left and up comes back', {x: -20, y: -1}, {x: 0, y: 0}],
        ['larger than the page shrinks', {width: 2000, height: 2000}, {x: 0, y: 0, width: 1280, height: 800}],
        ['smaller than useful grows', {width: 10, height: 10}, {width: 280, height: 200}],
    ])('%s', (_what, changes, expected) => {
        expect(fitted({...PLACE, ...changes}, VIEWPORT)).toEqual({...PLACE, ...expected});
    });

    test('takes the full width of a phone', () => {
        expect(fitted(PLACE, {width: 390, height: 700})).toEqual({x: 0, y: 200, width: 390, height: 320});
    });

    test('is never larger than a page that is smaller than the window may get', () => {
        expect(fitted(PLACE, {width: 200, height: 100})).toEqual({x: 0, y: 0, width: 200, height: 100});
    });
});

describe('a pull by 30, 20', () => {
    test.each<[Grip, Place]>([
        ['move', {...PLACE, x: 430, y: 220}],
        ['e', {...PLACE, width: 510}],
        ['s', {...PLACE, height: 340}],
        ['se', {...PLACE, width: 510, height: 340}],
        ['w', {...PLACE, x: 430, width: 450}],
        ['n', {...PLACE, y: 220, height: 300}],
        ['nw', {x: 430, y: 220, width: 450, height: 300}],
        ['ne', {x: 400, y: 220, width: 510, height: 300}],
        ['sw', {x: 430, y: 200, width: 450, height: 340}],
    ])('at %s', (grip, expected) => {
        expect(pulled(PLACE, grip, 30, 20, VIEWPORT)).toEqual(expected);
    });

    test.each<[Grip, number, number, Partial<Place>]>([
        ['w', 1000, 0, {x: 600, width: 280}],
        ['n', 0, 1000, {y: 320, height: 200}],
        ['w', -1000, 0, {x: 0, width: 880}],
        ['n', 0, -1000, {y: 0, height: 520}],
        ['e', 5000, 0, {width: 880}],
        ['s', 0, 5000, {height: 600}],
    ])('at %s by %i, %i leaves what lies across where it is', (grip, dx, dy, expected) => {
        expect(pulled(PLACE, grip, dx, dy, VIEWPORT)).toEqual({...PLACE, ...expected});
    });
});
