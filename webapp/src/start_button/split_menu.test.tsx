import {act, cleanup, fireEvent, screen, waitFor, within} from '@testing-library/react';
import {afterEach, describe, expect, test, vi} from 'vitest';

import {aCall, CHANNEL, click, MattermostClient, mattermostState, serve, someSettings} from '../testing/mattermost';
import type {Answer, Routes} from '../testing/mattermost';

const templates = [{name: 'standup', title: 'Standup'}, {name: 'demo', title: 'Demo'}];
const started: Answer = {status: 201, body: aCall()};
const arrow = () => screen.getByRole('button', {name: 'More ways to start a call'});
const items = () => screen.getAllByRole('menuitem').map((item) => item.textContent);
const focused = () => document.activeElement?.textContent;

afterEach(() => {
    cleanup();
    vi.useRealTimers();
});

function show(routes: Routes = {}, state = mattermostState()) {
    const server = serve({
        [`GET calls?channel_id=${CHANNEL}`]: {body: {calls: []}},
        'GET settings': {body: someSettings({templates})},
        'POST calls': started,
        ...routes,
    });
    const client = new MattermostClient(state);
    client.show();
    return {server, client};
}

const bodies = ({handler}: ReturnType<typeof serve>) => handler.mock.calls.
    filter(([path, {method}]) => method === 'POST' && path.endsWith('/calls')).
    map(([, {body}]) => JSON.parse(body as string) as unknown);

describe('the arrow', () => {
    test('opens a menu and starts nothing, by mouse or touch', async () => {
        const {server} = show();
        fireEvent.touchEnd(arrow());
        click(arrow());
        await screen.findByRole('menuitem', {name: 'Demo'});
        expect(items()).toEqual(['Start with options…', 'Channel\'s call room', 'Plan a call…', 'Calls and history', 'Standup', 'Demo']);
        expect(screen.getByRole('group', {name: 'Templates'})).toBeTruthy();
        expect(arrow().getAttribute('aria-expanded')).toBe('true');
        expect(bodies(server)).toEqual([]);
    });

    test('is worked by keys', async () => {
        show();
        arrow().focus();
        fireEvent.keyDown(arrow(), {key: 'ArrowDown'});
        await screen.findByRole('menuitem', {name: 'Demo'});
        expect(focused()).toBe('Start with options…');

        for (const [key, item] of [['ArrowUp', 'Demo'], ['ArrowDown', 'Start with options…'], ['ArrowDown', 'Channel\'s call room'], ['ArrowDown', 'Plan a call…'], ['ArrowDown', 'Calls and history'], ['ArrowDown', 'Standup'], ['End', 'Demo'], ['Home', 'Start with options…']] as const) {
            fireEvent.keyDown(document.activeElement ?? document.body, {key});
            expect(focused()).toBe(item);
        }
        fireEvent.keyDown(document.activeElement ?? document.body, {key: 'Escape'});
        expect(screen.queryByRole('menu')).toBeNull();
        expect(document.activeElement).toBe(arrow());
    });

    test('starts a template at once', async () => {
        const {server} = show();
        click(arrow());
        click(await screen.findByRole('menuitem', {name: 'Standup'}));
        await screen.findByRole('button', {name: 'Join call'});
        expect(bodies(server)).toEqual([{channel_id: CHANNEL, template: 'standup', ask: true}]);
        expect(screen.queryByRole('menu')).toBeNull();
    });

    test('opens the dialog, which gives the focus back to it', async () => {
        show();
        click(arrow());
        click(screen.getByRole('menuitem', {name: 'Start with options…'}));
        fireEvent.keyDown(await screen.findByRole('dialog'), {key: 'Escape'});
        expect(screen.queryByRole('dialog')).toBeNull();
        expect(document.activeElement).toBe(arrow());
    });

    test('offers another call while one runs', async () => {
        const {client, server} = show();
        client.event(aCall());
        click(arrow());
        expect(items()).toEqual(['Start another…', 'Channel\'s call room', 'Plan a call…', 'Calls and history']);
        click(screen.getByRole('menuitem', {name: 'Start another…'}));
        const dialog = await screen.findByRole('dialog');
        click(dialog.querySelector('.whereby-dialog-start') as HTMLElement);
        await waitFor(() => {
            expect(bodies(server)).toMatchObject([{channel_id: CHANNEL, new: true}]);
        });
    });

    test('works without the settings, short of templates', async () => {
        const {server} = show({'GET settings': {status: 502, body: {}}});
        click(arrow());
        await waitFor(() => {
            expect(server.requests('GET settings')).not.toEqual([]);
        });
        expect(items()).toEqual(['Start with options…', 'Channel\'s call room', 'Plan a call…', 'Calls and history']);
    });

    test('names templates without what is filled in', async () => {
        show({'GET settings': {body: someSettings({templates: [{name: 'sos', title: 'Escalation: {topic}'}, {name: 'daily', title: '{channel} {date}'}]})}});
        click(arrow());
        await screen.findByRole('menuitem', {name: 'Escalation'});
        expect(items().slice(-2)).toEqual(['Escalation', 'daily']);
    });

    test('starts a call in the channel\'s room, after the question in a large channel', async () => {
        const answers = [started, {status: 409, body: {error: {code: 'large_channel', message: 'Many.'}, members: 214}}];
        const {server} = show({'POST calls': () => answers.pop() ?? started});
        click(arrow());
        click(screen.getByRole('menuitem', {name: 'Channel\'s call room'}));
        click(within(await screen.findByRole('alertdialog')).getByRole('button', {name: 'Start call'}));
        await screen.findByRole('button', {name: 'Join call'});
        expect(bodies(server)).toEqual([{channel_id: CHANNEL, in_room: true, ask: true}, {channel_id: CHANNEL, in_room: true}]);
    });

    test('joins the call that runs in the channel\'s room, even when another was started later', async () => {
        const open = vi.spyOn(window, 'open').mockReturnValue(null);
        const {client, server} = show({
            'GET settings': {body: someSettings({open_in: 'tab'})},
            'GET calls/room/join': {body: {url: 'https://example.whereby.com/room'}},
        });
        client.event(aCall({id: 'room', lasting_room: true, created_at: 1}));
        client.event(aCall({id: 'other', created_at: 2}));
        click(arrow());
        click(screen.getByRole('menuitem', {name: 'Channel\'s call room'}));
        await waitFor(() => {
            expect(server.requests('GET calls/')).toEqual(['GET calls/room/join']);
        });
        expect(open).toHaveBeenCalled();
        expect(bodies(server)).toEqual([]);
    });

    test('is not there where no call can be started', () => {
        const state = mattermostState();
        state.roles.roles.channel_user.permissions = [];
        show({}, state);
        expect(screen.queryByRole('button', {name: 'More ways to start a call'})).toBeNull();
    });
});

test('the running button tells of the topic, and for how long the call has run by now', () => {
    vi.useFakeTimers({toFake: ['Date'], now: Date.UTC(2025, 10, 3, 14, 14)});
    const {client} = show();
    client.event(aCall({state: 'live', started_at: Date.now()}));
    vi.setSystemTime(Date.now() + 12 * 60_000);
    const button = screen.getByRole('button', {name: 'Join call'});
    act(() => {
        button.focus();
    });
    expect(button.title).toBe('team-standup · 12 min');
});

describe('the channel menu\'s item', () => {
    test('opens the dialog', async () => {
        const {client} = show();
        act(() => {
            client.registered.menu[0]?.action(CHANNEL);
        });
        await screen.findByRole('dialog', {name: 'Start a call'});
    });

    test('opens the channel\'s room', async () => {
        const {client, server} = show();
        act(() => {
            client.registered.menu[1]?.action(CHANNEL);
        });
        await screen.findByRole('button', {name: 'Join call'});
        expect(bodies(server)).toEqual([{channel_id: CHANNEL, in_room: true, ask: true}]);
    });

    test('is there only where the person may start', () => {
        expect(show().client.registered.menu[0]?.shown(new MattermostClient().store.getState())).toBe(true);
        const state = mattermostState();
        state.channels.channels[CHANNEL].delete_at = 1;
        const archived = new MattermostClient(state);
        expect(archived.registered.menu[0]?.shown(archived.store.getState())).toBe(false);
    });
});
