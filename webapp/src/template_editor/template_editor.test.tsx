import {act, cleanup, fireEvent, screen, within} from '@testing-library/react';
import {afterEach, describe, expect, test} from 'vitest';

import type {Template} from './template';
import {KEY, showSetting} from '../testing/admin_console';
import {click, serve, someSettings} from '../testing/mattermost';
import type {Routes} from '../testing/mattermost';

afterEach(cleanup);

const EXAMPLES: Template[] = [
    {name: 'standup', title: 'Standup', duration_minutes: 15},
    {name: 'demo', title: 'Demo {topic}', duration_minutes: 60, locked: true},
];
const STORED = [{name: 'one', title: ''}, {name: 'two', title: ''}, {name: 'three', title: ''}];

async function show(value?: unknown, routes: Routes = {}, config: object = {}) {
    const server = serve({'GET settings': {body: someSettings({templates: EXAMPLES})}, ...routes});
    const setting = showSetting('Templates', {value, more: {config}});
    await screen.findByText('Add template');
    await act(async () => {
        await Promise.resolve();
    });
    return {...setting, server};
}

const type = (field: HTMLElement, value: string) => {
    fireEvent.change(field, {target: {value}});
};
const open = (name: string) => {
    click(screen.getByText(name));
};
const names = () => [...document.querySelectorAll('.whereby-item-name')].map(({textContent}) => textContent);

// Asking for a role looks at every element's style, which takes long where there are many.
const button = (name: string) => screen.queryByLabelText(name) ?? screen.getByText(name);

describe('the list of templates', () => {
    test.each([undefined, '', '*'.repeat(32)])('has the examples where %j is stored', async (value) => {
        const {changed} = await show(value);
        expect(names()).toEqual(['standup', 'demo']);
        expect(screen.getByText('demo').closest('button')?.textContent).toBe('demoDemo {topic} · 1 hr');
        open('demo');
        expect(changed).not.toHaveBeenCalled();
    });

    test('may be stored as a text', async () => {
        await show(JSON.stringify(STORED));
        expect(names()).toEqual(['one', 'two', 'three']);
    });

    test('may be empty', async () => {
        await show([]);
        screen.getByText(/There are no templates/);
    });

    test('says when it cannot be had', async () => {
        serve({});
        showSetting('Templates');
        await screen.findByText(/did not answer/);
    });

    test('keeps what it does not know of a template', async () => {
        const {last} = await show([{name: 'one', title: '', later: {a: 1}}]);
        open('one');
        type(screen.getByLabelText('Topic'), 'One');
        expect(last()).toEqual([{name: 'one', title: 'One', later: {a: 1}}]);
    });

    test('is put in order by the keyboard, which stays where it is', async () => {
        const {changed, last} = await show(STORED);
        const down = button('Move one down');
        down.focus();
        click(down);
        expect(names()).toEqual(['two', 'one', 'three']);
        expect(last()).toEqual([STORED[1], STORED[0], STORED[2]]);
        screen.getByText('one is now 2 of 3.');
        expect(document.activeElement).toBe(button('Move one down'));
        click(button('Move one down'));
        click(button('Move one down'));
        expect(names()).toEqual(['two', 'three', 'one']);
        expect(button('Move one down').getAttribute('aria-disabled')).toBe('true');
        expect(changed).toHaveBeenCalledTimes(2);
        click(button('Move one up'));
        expect(names()).toEqual(['two', 'one', 'three']);
    });

    test('takes new ones and copies, which open', async () => {
        const {last} = await show([EXAMPLES[1]]);
        click(button('Copy demo'));
        expect(last()).toEqual([EXAMPLES[1], {...EXAMPLES[1], name: 'demo-2'}]);
        expect(document.activeElement).toBe(screen.getByLabelText('Name'));
        expect(screen.getByLabelText('Name')).toMatchObject({value: 'demo-2'});
        click(button('Add template'));
        expect(names()).toEqual(['demo', 'demo-2', 'call']);
        expect(screen.getAllByLabelText('Name')).toHaveLength(1);
    });

    test('gives back what was deleted', async () => {
        const {last} = await show(STORED);
        click(button('Delete two'));
        expect(last()).toEqual([STORED[0], STORED[2]]);
        screen.getByText('“two” was deleted.');
        expect(document.activeElement).toBe(button('Undo'));
        click(button('Undo'));
        expect(last()).toEqual(STORED);
        expect(screen.queryByText(/was deleted/)).toBeNull();
        expect(document.activeElement).toBe(screen.getByText('two').closest('button'));
    });

    test('has an end', async () => {
        await show(Array.from({length: 50}, (_, index) => ({name: `t${index}`, title: ''})));
        expect(button('Add template')).toMatchObject({disabled: true});
        expect(button('Copy t1').getAttribute('aria-disabled')).toBe('true');
        screen.getByText('There can be 50 at most.');
    });

    test('is only looked at where the environment sets it', async () => {
        serve({'GET settings': {body: someSettings()}});
        showSetting('Templates', {value: STORED, more: {setByEnv: true}});
        await screen.findByText('Add template');
        expect(button('Add template')).toMatchObject({disabled: true});
        open('one');
        expect(screen.getByLabelText('Name')).toMatchObject({disabled: true});
    });
});

describe('the form of a template', () => {
    test('sets what is chosen and leaves out what is as usual', async () => {
        const {changed, last} = await show([{name: 'demo', title: '', audio_only: true}]);
        open('demo');
        const choose = (group: string, choice: string) => {
            click(within(screen.getByRole('radiogroup', {name: group})).getByLabelText(choice));
        };
        choose('Audio only', 'As usual');
        choose('Waiting room', 'On');
        choose('Town hall', 'Off');
        type(screen.getByLabelText('Length'), '30');
        type(screen.getByLabelText('Priority'), 'urgent');
        type(screen.getByLabelText('Mention'), '@here, Support');
        type(screen.getByLabelText('Remind after'), '5');
        click(screen.getByLabelText(/People can also type/));
        click(screen.getByLabelText(/outside working hours/));
        expect(changed.mock.calls[0]?.[0]).toBe(`${KEY}templates`);
        expect(JSON.parse(JSON.stringify(last()))).toEqual([{
            name: 'demo',
            title: '',
            locked: true,
            viewers: false,
            duration_minutes: 30,
            priority: 'urgent',
            notify: ['here', 'support'],
            reminder_minutes: 5,
            command: true,
            always: true,
        }]);
    });

    test.each([
        ['Name', 'no good', /Use small letters/],
        ['Name', '', /Give it a name/],
        ['Name', 'two', /Another one has this name/],
        ['Topic', 'x'.repeat(65), /64 characters/],
        ['Length', '10081', /whole minutes from 1 to 10,080/],
        ['Remind after', '1.5', /whole minutes/],
        ['Mention', 'a/b', /“a\/b” cannot be/],
        ['Mention', 'a b c d e f g h i j k', /10 people and groups/],
    ])('says at once that %s cannot be "%s", and passes it on for the server to refuse', async (label, value, problem) => {
        const {changed} = await show(STORED);
        open('one');
        const field = screen.getByLabelText(label);
        expect(field.getAttribute('aria-invalid')).toBe('false');
        type(field, value);
        expect(field.getAttribute('aria-invalid')).toBe('true');
        const [id = ''] = (field.getAttribute('aria-describedby') ?? '').split(' ');
        expect(document.getElementById(id)?.textContent).toMatch(problem);
        expect(screen.getAllByText('Needs a correction').length).toBeGreaterThan(0);
        expect(changed).toHaveBeenCalledTimes(1);
    });

    test('tells of lengths that are shortened', async () => {
        await show(STORED);
        open('one');
        type(screen.getByLabelText('Length'), '300');
        screen.getByText('Calls are shortened to 240 minutes, the longest call duration.');
    });

    test('shows what is typed and what becomes of it', async () => {
        await show([EXAMPLES[1]]);
        open('demo');
        const preview = within(screen.getByRole('group', {name: 'Preview'}));
        preview.getByText('/whereby demo acme');
        preview.getByText('Demo acme');
        expect(preview.queryByText(/whereby-demo/)).toBeNull();
        click(screen.getByLabelText(/People can also type/));
        preview.getByText('/whereby-demo acme');
        type(screen.getByLabelText('Topic'), 'Talk with {name}');
        preview.getByText('/whereby demo');
        preview.getByText('Talk with bob');
    });

    test('offers the brands that are saved, and keeps one that is gone', async () => {
        const config = {PluginSettings: {Plugins: {whereby: {brands: [{name: 'acme'}]}}}};
        const {last} = await show([{name: 'one', title: '', brand: 'gone'}], {}, config);
        open('one');
        const brand = screen.getByLabelText<HTMLSelectElement>('Brand');
        expect([...brand.options].map(({value}) => value)).toEqual(['', 'none', 'acme', 'gone']);
        expect(brand.value).toBe('gone');
        type(brand, 'acme');
        expect(last()).toEqual([{name: 'one', title: '', brand: 'acme'}]);
        type(brand, '');
        expect(JSON.parse(JSON.stringify(last()))).toEqual([{name: 'one', title: ''}]);
    });
});

describe('the other channel', () => {
    const found = [{id: 'c1', display_name: 'Support', team_id: 't1', team_display_name: 'Acme'}];

    test('is searched by its name and stored by its id', async () => {
        const {last, server} = await show([STORED[0]], {'POST /api/v4/channels/search': {body: {channels: found, total_count: 1}}});
        open('one');
        type(screen.getByLabelText('Also post to'), 'supp');
        click(await screen.findByText('Acme / Support'));
        expect(server.handler.mock.calls.at(-1)?.[1].body).toContain('"term":"supp"');
        expect(last()).toEqual([{...STORED[0], post_to: 'c1'}]);
        expect(screen.getByLabelText('Also post to')).toMatchObject({value: 'Acme / Support', readOnly: true});
        click(button('Clear'));
        expect(last()).toEqual([{...STORED[0], post_to: ''}]);
    });

    test('that is not found is said so', async () => {
        await show([STORED[0]], {'POST /api/v4/channels/search': {body: []}});
        open('one');
        type(screen.getByLabelText('Also post to'), 'nix');
        await screen.findByText('No channel has this in its name.');
    });

    test('is shown by its name', async () => {
        await show([{...STORED[0], post_to: 'c1'}], {
            'GET /api/v4/channels/c1': {body: found[0]},
            'GET /api/v4/teams/t1': {body: {display_name: 'Acme'}},
        });
        open('one');
        await screen.findByDisplayValue('Acme / Support');
    });

    test('that is gone is said so', async () => {
        await show([{...STORED[0], post_to: 'c1'}]);
        open('one');
        await screen.findByText(/This channel is no longer there/);
        expect(screen.getByDisplayValue('c1').getAttribute('aria-invalid')).toBe('true');
    });
});
