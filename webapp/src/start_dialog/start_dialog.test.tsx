import {act, cleanup, fireEvent, screen, waitFor} from '@testing-library/react';
import {afterEach, describe, expect, test, vi} from 'vitest';

import {aCall, CHANNEL, click, MattermostClient, mattermostState, serve, someSettings} from '../testing/mattermost';
import type {Routes} from '../testing/mattermost';

const yes = {status: 201, body: aCall()};
const field = (name: string) => document.querySelector(`.whereby-dialog-${name}`) as HTMLInputElement;
const chip = (name: string) => screen.getByRole('button', {name});
const pressed = () => screen.getAllByRole('button', {pressed: true}).map((it) => it.textContent);

afterEach(() => {
    cleanup();
    vi.useRealTimers();
});

async function open({settings = {}, last, draft = '', routes = {}}: {settings?: object; last?: unknown; draft?: string; routes?: Routes} = {}) {
    const server = serve({
        [`GET calls?channel_id=${CHANNEL}`]: {body: {calls: []}},
        'GET settings': {body: someSettings(settings)},
        'POST calls': yes,
        'PUT /api/v4/users/user1/preferences': {body: {}},
        ...routes,
    });
    const state = mattermostState();
    if (last) {
        state.preferences.myPreferences = {'pp_whereby--last_start': {value: typeof last === 'string' ? last : JSON.stringify(last)}};
    }
    const client = new MattermostClient(state);
    client.show();
    screen.getByRole('button', {name: 'Start call'}).focus();
    act(() => {
        client.registered.commandHook(`/whereby ${draft} --ask`, {channel_id: CHANNEL});
    });
    await screen.findByRole('dialog', {name: 'Start a call'});
    return {server, client};
}

function type(input: HTMLElement, value: string) {
    fireEvent.change(input, {target: {value}});
}

// As the browser does on Enter in a field.
function enter() {
    fireEvent.submit(field('topic').form as HTMLFormElement);
}

const sent = ({handler}: ReturnType<typeof serve>, method: string) => handler.mock.calls.
    filter(([, init]) => init.method === method).
    map(([, {body}]) => JSON.parse(body as string) as Record<string, unknown>);

async function closed() {
    await waitFor(() => {
        expect(screen.queryByRole('dialog')).toBeNull();
    });
}

describe('the start dialog', () => {
    test('starts on Enter what was chosen, and remembers it without the topic', async () => {
        const {server} = await open({settings: {may_record: true}});
        expect(document.activeElement).toBe(field('topic'));
        type(field('topic'), ' Planning ');
        click(chip('2 hr'));
        click(field('audio'));
        click(field('record'));
        enter();
        await closed();

        const choice = {
            template: '',
            duration_minutes: 120,
            ...{audio_only: true, locked: false, record: true, viewers: false, large: false, transcribe: false, captions: false, stream: false},
        };
        expect(sent(server, 'POST')).toEqual([{...choice, template: undefined, channel_id: CHANNEL, topic: 'Planning', ask: true}].map((it) => JSON.parse(JSON.stringify(it)) as unknown));
        const [[preference]] = sent(server, 'PUT') as unknown as [[{name: string; value: string}]];
        expect(preference.name).toBe('last_start');
        expect(JSON.parse(preference.value)).toEqual(choice);
    });

    test('begins with the settings', async () => {
        await open({settings: {default_duration_minutes: 30, default_locked: true}});
        expect(pressed()).toEqual(['30 min']);
        expect(field('locked').checked).toBe(true);
        expect(field('record')).toBeNull();
        expect(field('template')).toBeNull();
    });

    test('begins with the last choice, as far as it is still allowed', async () => {
        await open({last: {template: 'gone', duration_minutes: 240, audio_only: true, locked: 'yes', record: true}, settings: {max_duration_minutes: 60}});
        expect(pressed()).toEqual(['1 hr']);
        expect(screen.queryByRole('button', {name: '2 hr'})).toBeNull();
        expect(field('audio').checked).toBe(true);
        expect(field('locked').checked).toBe(false);
    });

    test.each(['not json', 'null', '[1]', '"word"'])('bears with %s for a last choice', async (last) => {
        await open({last});
        expect(pressed()).toEqual(['1 hr']);
    });

    test('begins with what was typed after the command', async () => {
        const {server} = await open({draft: 'start Quarter review 90m --locked'});
        expect(field('topic').value).toBe('Quarter review');
        expect(field('minutes').value).toBe('90');
        expect(pressed()).toEqual(['Other']);
        enter();
        await closed();
        expect(sent(server, 'POST')).toMatchObject([{topic: 'Quarter review', duration_minutes: 90, locked: true}]);
    });

    test('a template sets the other fields, which can be changed afterwards', async () => {
        const templates = [{name: 'demo', title: 'Demo', duration_minutes: 120, locked: true, record: true}, {name: 'standup', title: 'Standup', duration_minutes: 15}];
        const {server} = await open({settings: {templates, may_record: true}});
        type(field('template'), 'demo');
        expect(pressed()).toEqual(['2 hr']);
        expect([field('locked').checked, field('record').checked, field('audio').checked]).toEqual([true, true, false]);
        expect(field('topic').placeholder).toBe('Demo');

        type(field('template'), 'standup');
        expect(field('minutes').value).toBe('15');
        expect(field('locked').checked).toBe(false);
        click(field('audio'));
        enter();
        await closed();
        expect(sent(server, 'POST')).toMatchObject([{template: 'standup', duration_minutes: 15, audio_only: true, locked: false}]);
    });

    describe('under More', () => {
        const all = {may_transcribe: true, may_stream: true};
        const more = () => field('more');
        const isOpen = () => more().getAttribute('aria-expanded') === 'true';

        test('is what is seldom wanted, as far as it is allowed', async () => {
            await open();
            expect(isOpen()).toBe(false);
            expect(screen.queryByRole('switch', {name: 'Town hall'})).toBeNull();
            click(more());
            expect(screen.getByRole('switch', {name: 'Town hall'})).toBeTruthy();
            expect([field('large'), field('transcribe'), field('captions'), field('stream')].map(Boolean)).toEqual([true, false, false, false]);
        });

        test('can be chosen, and is remembered', async () => {
            const {server} = await open({settings: all});
            click(more());
            for (const name of ['transcribe', 'captions', 'stream']) {
                click(field(name));
            }
            click(more());
            expect(more().textContent).toBe('MoreTranscript, Live captions, Stream');
            enter();
            await closed();
            const on = {transcribe: true, captions: true, stream: true, viewers: false, large: false};
            expect(sent(server, 'POST')).toMatchObject([on]);
            const [[preference]] = sent(server, 'PUT') as unknown as [[{value: string}]];
            expect(JSON.parse(preference.value)).toMatchObject(on);
        });

        test('is open when something of it was chosen the last time and may still be', async () => {
            await open({last: {captions: true, stream: true}, settings: {may_transcribe: true}});
            expect(isOpen()).toBe(true);
            expect(field('captions').checked).toBe(true);
            expect(field('stream')).toBeNull();
        });

        test('is not open for what may no longer be', async () => {
            const {server} = await open({last: {captions: true, stream: true, transcribe: true}});
            expect(isOpen()).toBe(false);
            enter();
            await closed();
            expect(sent(server, 'POST')).toMatchObject([{captions: false, stream: false, transcribe: false}]);
        });

        test('opens when a template sets something there', async () => {
            const templates = [{name: 'standup', title: 'Standup'}, {name: 'all-hands', title: 'All hands', viewers: true, captions: true}];
            await open({settings: {...all, templates}});
            type(field('template'), 'standup');
            expect(isOpen()).toBe(false);
            type(field('template'), 'all-hands');
            expect(isOpen()).toBe(true);
            expect([field('viewers').checked, field('captions').checked]).toEqual([true, true]);
        });

        test('a town hall brings a waiting room and a large room, which come and go with it', async () => {
            const {server} = await open();
            click(more());
            click(field('viewers'));
            for (const name of ['locked', 'large']) {
                expect([field(name).checked, field(name).disabled]).toEqual([true, true]);
            }
            click(field('viewers'));
            expect([field('locked').checked, field('locked').disabled]).toEqual([false, false]);
            click(field('viewers'));
            enter();
            await closed();
            expect(sent(server, 'POST')).toMatchObject([{viewers: true, locked: true, large: true}]);
            const [[preference]] = sent(server, 'PUT') as unknown as [[{value: string}]];
            expect(JSON.parse(preference.value)).toMatchObject({viewers: true, locked: false, large: false});
        });

        test('begins with a large room where the settings want that', async () => {
            const {server} = await open({settings: {default_large: true}});
            expect(isOpen()).toBe(false);
            expect(more().textContent).toBe('MoreLarge room');
            enter();
            await closed();
            expect(sent(server, 'POST')).toMatchObject([{large: true}]);
        });
    });

    test.each<[string, string, string, string]>([
        ['Escalation: {topic}', '', 'The call will be called “Escalation”.', 'What is it about? (optional)'],
        ['Escalation: {topic}', ' db  down', 'The call will be called “Escalation: db down”.', 'What is it about? (optional)'],
        ['{topic} · {channel} · {name}', '{name}', 'The call will be called “{name} · Town · bob”.', 'What is it about? (optional)'],
        ['{date} daily', '', '', '2025-11-03 daily'],
        ['Standup', 'typed', '', 'Standup'],
    ])('a template\'s %s with "%s" typed is shown filled in', async (title, typed, becomes, placeholder) => {
        vi.useFakeTimers({toFake: ['Date'], now: new Date(2025, 10, 3, 14)});
        await open({settings: {templates: [{name: 'demo', title}]}});
        type(field('template'), 'demo');
        type(field('topic'), typed);
        expect(document.querySelector('.whereby-dialog-becomes')?.textContent ?? '').toBe(becomes);
        expect(field('topic').placeholder).toBe(placeholder);
    });

    test('templates are listed without what is filled in', async () => {
        await open({settings: {templates: [{name: 'sos', title: 'Escalation: {topic}'}, {name: 'daily', title: '{date}'}]}});
        expect([...field('template').querySelectorAll('option')].map(({textContent}) => textContent)).toEqual(['No template', 'Escalation', 'daily']);
    });

    test.each(['', '0', '61', '1.5'])('a length of %s minutes is explained at its field', async (minutes) => {
        const {server} = await open({settings: {max_duration_minutes: 60}});
        click(chip('Other'));
        expect(document.activeElement).toBe(field('minutes'));
        type(field('minutes'), minutes);
        enter();
        expect(screen.getByText('Choose a length from 1 to 60 minutes.')).toBeTruthy();
        expect(field('minutes').getAttribute('aria-invalid')).toBe('true');
        expect(sent(server, 'POST')).toEqual([]);

        type(field('minutes'), '45');
        expect(screen.queryByText(/Choose a length/)).toBeNull();
        enter();
        await closed();
    });

    test.each([
        ['topic_too_long', 'topic'],
        ['unknown_template', 'template'],
        ['duration_too_long', 'minutes'],
        ['may_not_record', 'record'],
    ])('what the server has against it (%s) is told at the field', async (code, name) => {
        await open({
            settings: {may_record: true, default_duration_minutes: 45, templates: [{name: 'demo', title: 'Demo'}]},
            routes: {'POST calls': {status: 400, body: {error: {code, message: 'Not like that.'}}}},
        });
        type(field('topic'), 'Planning');
        enter();
        await screen.findByText('Not like that.');
        expect(field(name).getAttribute('aria-invalid')).toBe('true');
        const describedBy = field(name).getAttribute('aria-describedby')?.split(' ') ?? [];
        expect(describedBy.map((id) => document.getElementById(id)?.textContent).join('')).toBe('Not like that.');
        expect(field('topic').value).toBe('Planning');
    });

    test('says when the plugin does not answer, and does not ask it to write to the channel', async () => {
        const {server} = await open({routes: {'POST calls': {status: 502, body: {}}}});
        enter();
        await screen.findByText(/did not answer/);
        const [, init] = server.handler.mock.calls.find(([, {method}]) => method === 'POST') ?? [];
        expect(init?.headers).not.toHaveProperty('X-Whereby-Ephemeral');
    });

    test('asks within itself about a large channel, and loses nothing', async () => {
        const answers = [{status: 409, body: {error: {code: 'large_channel', message: 'Many.'}, members: 214}}];
        const {server} = await open({routes: {'POST calls': () => answers.at(-1) ?? yes}});
        type(field('topic'), 'Planning');
        enter();
        fireEvent.keyDown(await screen.findByRole('alertdialog'), {key: 'Escape'});
        expect(screen.getByRole('dialog')).toBeTruthy();
        expect(document.activeElement).toBe(field('topic'));
        expect(field('topic').value).toBe('Planning');

        enter();
        const question = await screen.findByRole('alertdialog');
        answers.pop();
        click(question.querySelector('.whereby-button-primary') as HTMLElement);
        await closed();
        expect(sent(server, 'POST').map(({topic, ask}) => [topic, ask])).toEqual([['Planning', true], ['Planning', true], ['Planning', undefined]]);
    });

    test.each<[string, () => void]>([
        ['Cancel', () => {
            click(field('cancel'));
        }],
        ['Escape', () => {
            fireEvent.keyDown(field('topic'), {key: 'Escape'});
        }],
    ])('starts nothing on %s and gives the focus back', async (_way, leave) => {
        const {server} = await open();
        leave();
        expect(screen.queryByRole('dialog')).toBeNull();
        expect(document.activeElement).toBe(screen.getByRole('button', {name: 'Start call'}));
        expect(sent(server, 'POST')).toEqual([]);
    });

    test('keeps the focus and the keys to itself', async () => {
        await open();
        const dialog = screen.getByRole('dialog');
        expect(dialog.getAttribute('aria-modal')).toBe('true');
        field('start').focus();
        fireEvent.keyDown(field('start'), {key: 'Tab'});
        expect(document.activeElement).toBe(field('topic'));
        fireEvent.keyDown(field('topic'), {key: 'Tab', shiftKey: true});
        expect(document.activeElement).toBe(field('start'));

        const heard: string[] = [];
        const listen = (event: KeyboardEvent) => heard.push(event.key);
        document.addEventListener('keydown', listen);
        fireEvent.keyDown(field('start'), {key: 'x'});
        document.removeEventListener('keydown', listen);
        expect(heard).toEqual([]);
    });

    test('tells that a call in a thread starts there', async () => {
        const {client, server} = await open();
        act(() => {
            client.registered.commandHook('/whereby --ask', {channel_id: CHANNEL, root_id: 'root1'});
        });
        await screen.findByText('The call starts in the thread.');
        enter();
        await closed();
        expect(sent(server, 'POST')).toMatchObject([{root_id: 'root1'}]);
    });
});

test('where no call can be started, no dialog opens', async () => {
    serve({[`GET calls?channel_id=${CHANNEL}`]: {body: {calls: []}}});
    const state = mattermostState();
    state.channels.channels[CHANNEL].delete_at = 1;
    const client = new MattermostClient(state);
    client.show();
    act(() => {
        client.registered.commandHook('/whereby --ask', {channel_id: CHANNEL});
    });
    await screen.findByText(/archived/);
    expect(screen.queryByRole('dialog')).toBeNull();
});
