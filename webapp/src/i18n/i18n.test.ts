// @vitest-environment node
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

import {describe, expect, test} from 'vitest';

import {messagesFor} from '.';
import en from '../../i18n/en.json';

const root = fileURLToPath(new URL('../..', import.meta.url));
const locales = readdirSync(join(root, 'i18n')).map((file) => file.replace('.json', ''));

function sources(): string {
    const files = readdirSync(join(root, 'src'), {recursive: true, encoding: 'utf8'});
    return files.filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.')).
        map((file) => readFileSync(join(root, 'src', file), 'utf8')).
        join('\n');
}

function placeholders(message: string): string[] {
    return [...message.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name ?? '').sort();
}

test('the code uses exactly the messages that there are', () => {
    const used = [...sources().matchAll(/id(?:=|: )'(whereby\.[\w.]+)'/g)].map(([, id]) => id ?? '');
    expect([...new Set(used)].sort()).toEqual(Object.keys(en).sort());
});

describe.each(locales)('%s', (locale) => {
    const messages = JSON.parse(readFileSync(join(root, 'i18n', `${locale}.json`), 'utf8')) as Record<string, string>;

    test('is complete and in order', () => {
        expect(Object.keys(messages)).toEqual(Object.keys(en).sort());
        expect(Object.values(messages)).not.toContain('');
    });

    test('has the placeholders of the English messages', () => {
        for (const [id, message] of Object.entries(en)) {
            expect(placeholders(messages[id] ?? ''), id).toEqual(placeholders(message));
        }
    });

    test('is what a reader of that language gets', () => {
        expect(messagesFor(locale)).toEqual(messages);
    });
});

test('other readers get English, variants of a language the language', () => {
    expect(messagesFor('xx')).toEqual(en);
    expect(messagesFor('de-AT')).toEqual(messagesFor('de'));
});
