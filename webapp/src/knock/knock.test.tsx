import {act, cleanup, screen, waitFor, within} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import type {Knock} from '../calls/types';
import type {PluginRegistry} from '../host/registry';
import {aCall, CHANNEL, click, MattermostClient, mattermostState, serve} from '../testing/mattermost';

const aKnock = (changes: Partial<Knock> = {}): Knock => ({
    id: 'knock1',
    call_id: 'call1',
    channel_id: CHANNEL,
    topic: 'team-standup',
    name: 'Zoe',
    guest: false,
    waiting: true,
    at: 1,
    ...changes,
});
const log = () => screen.getByRole('log');
const lines = () => within(log()).queryAllByRole('listitem').map(({textContent}) => textContent);

function show(state = mattermostState(), without: (keyof PluginRegistry)[] = []) {
    serve({
        [`GET calls?channel_id=${CHANNEL}`]: {body: {calls: []}},
        'GET calls/call1/join': {body: {url: 'https://example.whereby.com/r'}},
    });
    const client = new MattermostClient(state, without);
    client.show();
    return client;
}

beforeEach(() => {
    vi.useFakeTimers({shouldAdvanceTime: true});
});

afterEach(() => {
    cleanup();
    vi.useRealTimers();
});

describe('a knock', () => {
    test.each<[string, Partial<Knock>, string]>([
        ['of a user', {}, 'Zoe is knocking at team-standup'],
        ['of a guest', {guest: true}, 'Zoe Guest is knocking at team-standup'],
        ['at a call without a topic', {topic: ''}, 'Zoe is knocking at your call'],
        ['of somebody without a name', {name: '', guest: true}, 'Somebody Guest is knocking at team-standup'],
        ['with marks of another language', {name: '<b>**Zoe**</b>'}, '<b>**Zoe**</b> is knocking at team-standup'],
    ])('%s says who stands where', (_what, knock, text) => {
        const client = show();
        client.knock(aKnock(knock));
        expect(lines()).toEqual([text]);
    });

    test('is told by a region that was there before, and takes no focus', () => {
        const client = show();
        const region = log();
        const focused = screen.getByRole('button', {name: 'Start call'});
        focused.focus();
        client.knock(aKnock());
        expect(log()).toBe(region);
        expect(document.activeElement).toBe(focused);
    });

    test('shows whichever channel the host looks at', () => {
        const client = show();
        client.switchChannel('channel2');
        client.knock(aKnock());
        expect(lines()).toHaveLength(1);
    });

    test('shows on a Mattermost without global components', () => {
        const client = show(mattermostState(), ['registerGlobalComponent']);
        client.knock(aKnock());
        expect(lines()).toHaveLength(1);
    });

    test('goes when nobody waits any more', () => {
        const client = show();
        client.knock(aKnock());
        client.knock(aKnock({waiting: false}));
        expect(lines()).toEqual([]);
    });

    test('that is over before it was told of shows nothing', () => {
        const client = show();
        client.knock(aKnock({waiting: false}));
        expect(lines()).toEqual([]);
    });

    test('told twice shows once', () => {
        const client = show();
        client.knock(aKnock());
        client.knock(aKnock());
        expect(lines()).toHaveLength(1);
    });

    test('goes with the call', () => {
        const client = show();
        client.event(aCall({state: 'live', revision: 1}));
        client.knock(aKnock());
        expect(lines()).toHaveLength(1);
        client.event(aCall({state: 'ended', revision: 2}));
        expect(lines()).toEqual([]);
    });

    test('goes after two minutes', () => {
        const client = show();
        client.knock(aKnock());
        act(() => {
            vi.advanceTimersByTime(115_000);
        });
        expect(lines()).toHaveLength(1);
        act(() => {
            vi.advanceTimersByTime(6000);
        });
        expect(lines()).toEqual([]);
    });

    test('goes with the plugin, and its timer too', () => {
        const client = show();
        const timers = vi.getTimerCount();
        client.knock(aKnock());
        expect(vi.getTimerCount()).toBe(timers + 1);
        act(() => {
            client.plugin.uninitialize();
        });
        expect(lines()).toEqual([]);
        expect(vi.getTimerCount()).toBe(timers);
    });

    test('is not shown to whoever comes to the login page', () => {
        const state = mattermostState();
        state.users.currentUserId = '';
        const client = show(state);
        client.knock(aKnock());
        expect(screen.queryByText(/knocking/)).toBeNull();
    });
});

describe('several knocks', () => {
    test('at a call are lines of one notice', () => {
        const client = show();
        client.knock(aKnock());
        client.knock(aKnock({id: 'knock2', name: 'Yan', guest: true}));
        expect(lines()).toEqual(['Zoe is knocking at team-standup', 'Yan Guest is knocking at team-standup']);
        expect(within(log()).getAllByRole('button', {name: 'Open the call'})).toHaveLength(1);
        client.knock(aKnock({waiting: false}));
        expect(lines()).toEqual(['Yan Guest is knocking at team-standup']);
    });

    test('at two calls are two notices, each dismissed alone', () => {
        const client = show();
        client.knock(aKnock());
        client.knock(aKnock({id: 'knock2', call_id: 'call2', topic: 'retro'}));
        const [first] = within(log()).getAllByRole('button', {name: 'Dismiss'});
        click(first as HTMLElement);
        expect(lines()).toEqual(['Zoe is knocking at retro']);
    });
});

describe('Open the call', () => {
    test('joins as usual and takes the notice away', async () => {
        const opened = {opener: window, closed: false, close: vi.fn(), location: {replace: vi.fn()}};
        vi.spyOn(window, 'open').mockReturnValue(opened as unknown as Window);
        const client = show();
        client.knock(aKnock());
        click(screen.getByRole('button', {name: 'Open the call'}));
        await waitFor(() => {
            expect(opened.location.replace).toHaveBeenCalledWith('https://example.whereby.com/r');
        });
        expect(lines()).toEqual([]);
    });

    test('leaves a link when the window is blocked', async () => {
        vi.spyOn(window, 'open').mockReturnValue(null);
        const client = show();
        client.knock(aKnock());
        click(screen.getByRole('button', {name: 'Open the call'}));
        expect(await screen.findByRole('link', {name: 'Open the call'})).toHaveProperty('href', 'https://example.whereby.com/r');
    });
});
