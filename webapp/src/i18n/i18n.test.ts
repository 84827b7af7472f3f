// @vitest-environment node
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

import {parse, TYPE} from '@formatjs/icu-messageformat-parser';
import type {MessageFormatElement} from '@formatjs/icu-messageformat-parser';
import {describe, expect, test} from 'vitest';

import en from '../../i18n/en.json';

const root = fileURLToPath(new URL('../..', import.meta.url));
const locales = readdirSync(join(root, 'i18n')).map((file) => file.replace('.json', ''));

function sources(): string {
    const files = readdirSync(join(root, 'src'), {recursive: true, encoding: 'utf8'});
    return files.filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.')).
        map((file) => readFileSync(join(root, 'src', file), 'utf8')).
        join('\n');
}

/** The different placeholders on every way through a message: one set for each branch of its plurals and selects. */
function placeholders(elements: MessageFormatElement[]): string[] {
    let ways: Set<string>[] = [new Set()];
    for (const element of elements) {
        if (element.type === TYPE.literal || element.type === TYPE.pound) {
            continue;
        }
        const branches = element.type === TYPE.plural || element.type === TYPE.select ?
            Object.values(element.options).flatMap(({value}) => placeholders(value)) :
            [element.type === TYPE.tag ? placeholders(element.children).join() : ''];
        ways = ways.flatMap((way) => branches.map((branch) => new Set([...way, element.value, ...branch.split(',')])));
    }
    return [...new Set(ways.map((way) => [...way].filter(Boolean).sort().join()))].sort();
}

const all = (ways: string[]) => [...new Set(ways.flatMap((way) => way.split(',')))].sort();

/** The plural categories of each plural in a message. */
function plurals(elements: MessageFormatElement[]): {ordinal: boolean; categories: string[]}[] {
    return elements.flatMap((element) => {
        switch (element.type) {
        case TYPE.plural:
            return [
                {ordinal: element.pluralType === 'ordinal', categories: Object.keys(element.options).filter((name) => !name.startsWith('='))},
                ...Object.values(element.options).flatMap(({value}) => plurals(value)),
            ];
        case TYPE.select:
            return Object.values(element.options).flatMap(({value}) => plurals(value));
        case TYPE.tag:
            return plurals(element.children);
        default:
            return [];
        }
    });
}

test('the code uses exactly the messages that there are', () => {
    const used = [...sources().matchAll(/id(?:=|: )'(whereby\.[\w.]+)'/g)].map(([, id]) => id ?? '');
    expect([...new Set(used)].sort()).toEqual(Object.keys(en).sort());
});

test.each([
    ['{name} came', ['name']],
    ['{count, plural, one {# came to {room}} other {# came}}', ['count', 'count,room']],
    ['{a, select, x {{b, plural, other {{c}}}} other {}} {d}', ['a,b,c,d', 'a,d']],
])('the placeholders of "%s"', (message, expected) => {
    expect(placeholders(parse(message))).toEqual(expected);
});

describe.each(locales)('%s', (locale) => {
    const messages = JSON.parse(readFileSync(join(root, 'i18n', `${locale}.json`), 'utf8')) as Record<string, string>;

    test('is complete and in order', () => {
        expect(Object.keys(messages)).toEqual(Object.keys(en).sort());
        expect(Object.values(messages)).not.toContain('');
    });

    test('has the placeholders of the English messages, in every plural form', () => {
        for (const [id, message] of Object.entries(en)) {
            const [own, english] = [placeholders(parse(messages[id] ?? '')), placeholders(parse(message))];

            // Languages with fewer plural forms have fewer ways through a message.
            expect(english, id).toEqual(expect.arrayContaining(own));
            expect(all(own), id).toEqual(all(english));
        }
    });

    test('has the plural forms of the language', () => {
        for (const [id, message] of Object.entries(messages)) {
            for (const {ordinal, categories} of plurals(parse(message))) {
                const rules = new Intl.PluralRules(locale, {type: ordinal ? 'ordinal' : 'cardinal'});

                // Some languages have another form for millions, which no call has.
                const needed = Array.from({length: 1001}, (_, count) => rules.select(count));
                expect(categories, id).toEqual(expect.arrayContaining([...new Set(needed), 'other']));
                expect(rules.resolvedOptions().pluralCategories, id).toEqual(expect.arrayContaining(categories));
            }
        }
    });
});
