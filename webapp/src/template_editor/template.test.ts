import {describe, expect, test} from 'vitest';

import {copyOf, isBad, newTemplate, notifiedIn, problemsOf, topicOf} from './template';
import type {Template} from './template';

const demo: Template = {name: 'demo', title: 'Demo {topic}'};
const bad = (changes: Partial<Template>) => {
    const template = {...demo, ...changes};
    return Object.fromEntries(Object.entries(problemsOf(template, [template])).filter(([, problem]) => problem !== undefined));
};

describe('a template', () => {
    test.each<[string, Partial<Template>]>([
        ['as short as can be', {title: ''}],
        ['with everything', {title: 'x'.repeat(64), duration_minutes: 10_080, reminder_minutes: 5, notify: ['channel', 'here', 'a.b-c_1'], locked: false}],
        ['with a long title of emoji', {title: '🎉'.repeat(64)}],
        ['without a length', {duration_minutes: 0}],
    ])('%s is fine', (_what, changes) => {
        expect(bad(changes)).toEqual({});
        expect(isBad({...demo, ...changes}, [])).toBe(false);
    });

    test.each<[Partial<Template>, object]>([
        [{name: ''}, {name: 'missing'}],
        [{name: 'a b'}, {name: 'characters'}],
        [{name: '-a'}, {name: 'characters'}],
        [{name: 'a'.repeat(33)}, {name: 'characters'}],
        [{title: 'x'.repeat(65)}, {title: true}],
        [{duration_minutes: 1.5}, {duration_minutes: true}],
        [{duration_minutes: 10_081}, {duration_minutes: true}],
        [{reminder_minutes: -1}, {reminder_minutes: true}],
        [{notify: ['a/b']}, {notify: {kind: 'name', name: 'a/b'}}],
        [{notify: Array.from({length: 11}, (_, index) => `user${index}`)}, {notify: {kind: 'many'}}],
    ])('with %j is not', (changes, problems) => {
        expect(bad(changes)).toEqual(problems);
        expect(isBad({...demo, ...changes}, [])).toBe(true);
    });

    test('cannot have the name of another', () => {
        expect(problemsOf(demo, [demo, {...demo, title: ''}]).name).toBe('taken');
    });

    test('is added and copied under a free name', () => {
        expect(newTemplate([demo]).name).toBe('call');
        expect(newTemplate([{...demo, name: 'call'}]).name).toBe('call-2');
        expect(copyOf(demo, [demo])).toEqual({...demo, name: 'demo-2'});
        expect(copyOf({...demo, name: 'demo-2'}, [demo, {...demo, name: 'demo-2'}]).name).toBe('demo-3');
        const long = {...demo, name: 'a'.repeat(32)};
        expect(isBad(copyOf(long, [long]), [long])).toBe(false);
    });
});

test.each([
    ['@here, @alice  bob,,BOB', ['here', 'alice', 'bob']],
    [' , @', []],
])('"%s" notifies %j', (text, names) => {
    expect(notifiedIn(text)).toEqual(names);
});

test.each([
    ['Demo {topic}', 'acme', 'Demo acme'],
    ['{topic} · {channel} · {name} · {date}', 'acme', 'acme · Sales · alice · today'],
    ['Demo {topic}', '', 'Demo'],
    ['Standup', '', 'Standup'],
    ['Standup', 'acme', 'acme'],
    ['', 'acme', 'acme'],
    ['{other} {topic}', '$& {date}', '{other} $& {date}'],
])('the pattern "%s" makes of "%s" the topic "%s"', (pattern, topic, made) => {
    expect(topicOf(pattern, {topic, channel: 'Sales', name: 'alice', date: 'today'})).toBe(made);
});
