import {afterEach, describe, expect, test, vi} from 'vitest';

import {catalogueFor} from './locales';
import {Translations} from './translations';
import de from '../../i18n/de.json';
import en from '../../i18n/en.json';

const path = '/static/plugins/whereby/de.json';

function translations(...answers: (() => Response | Promise<Response>)[]) {
    const fetched = vi.fn<(url: string) => Promise<Response>>(() => Promise.resolve((answers.shift() ?? Response.error)()));
    vi.stubGlobal('fetch', fetched);
    const onChange = vi.fn();
    return {fetched, onChange, texts: new Translations(onChange)};
}

const german = () => Response.json(de);

afterEach(() => {
    vi.unstubAllGlobals();
});

test.each([
    ['de', 'de'],
    ['de-AT', 'de'],
    ['pt-BR', 'pt-BR'],
    ['pt', 'pt-BR'],
    ['zh-CN', 'zh-CN'],
    ['zh', 'zh-CN'],
    ['zh-TW', undefined],
    ['en', undefined],
    ['en-AU', undefined],
    ['d', undefined],
    ['sv', undefined],
])('a reader of %s gets %s', (locale, name) => {
    expect(catalogueFor(locale, ['de', 'fr', 'pt-BR', 'zh-CN'])).toBe(name);
});

test('English is there at once and takes no request', async () => {
    const {texts, fetched, onChange} = translations();
    expect(texts.messagesFor('en-AU')).toEqual(en);
    await vi.waitFor(() => {
        expect(onChange).toHaveBeenCalledWith(en);
    });
    expect(fetched).not.toHaveBeenCalled();
});

test('another language is English until it is there, and is fetched once', async () => {
    const {texts, fetched, onChange} = translations(german);
    expect(texts.messagesFor('de-AT')).toEqual(en);
    expect(texts.messagesFor('de-AT')).toEqual(en);
    await vi.waitFor(() => {
        expect(onChange).toHaveBeenCalledWith(de);
    });
    expect(texts.messagesFor('de-AT')).toEqual(de);
    expect(texts.messagesFor('de')).toEqual(de);
    texts.retry();
    expect(fetched.mock.calls).toEqual([[path]]);
});

describe('a language that does not come', () => {
    test.each<[string, () => Response | Promise<Response>]>([
        ['offline', () => Promise.reject(new TypeError('offline'))],
        ['gone with an upgrade', () => new Response('not found', {status: 404})],
        ['not what it should be', () => new Response('<html>')],
    ])('leaves English: %s; the next try brings it', async (_why, fail) => {
        const {texts, onChange} = translations(fail, german);
        texts.messagesFor('de');
        await vi.waitFor(() => {
            expect(onChange).toHaveBeenCalledWith(en);
        });
        expect(texts.messagesFor('de')).toEqual(en);
        texts.retry();
        await vi.waitFor(() => {
            expect(onChange).toHaveBeenLastCalledWith(de);
        });
    });
});

test('a language that comes when another is wanted by then is not told of', async () => {
    let answer: (response: Response) => void = () => undefined;
    const {texts, onChange} = translations(() => new Promise((resolve) => {
        answer = resolve;
    }));
    texts.messagesFor('de');
    await vi.waitFor(() => {
        expect(fetch).toHaveBeenCalled();
    });
    texts.messagesFor('en');
    answer(german());
    await vi.waitFor(() => {
        expect(texts.messagesFor('en')).toEqual(en);
        expect(onChange.mock.calls).toEqual([[en]]);
    });
});

test('texts that Mattermost did not take in are told of once more, and once only', async () => {
    const {texts, onChange} = translations(german);
    texts.messagesFor('de');
    texts.check({en});
    await vi.waitFor(() => {
        expect(onChange.mock.calls).toEqual([[de]]);
    });
    const late = {de: en};
    texts.check(late);
    texts.check(late);
    expect(onChange.mock.calls).toEqual([[de], [de]]);
    texts.check({de: {...de, other: 'Anderes'}});
    expect(onChange).toHaveBeenCalledTimes(2);
});

test('nothing is told of after the stop', async () => {
    const {texts, onChange} = translations(german);
    texts.messagesFor('de');
    texts.stop();
    await vi.waitFor(() => {
        expect(texts.messagesFor('de')).toEqual(de);
    });
    texts.check({de: en});
    expect(onChange).not.toHaveBeenCalled();
});
