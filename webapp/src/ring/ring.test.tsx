import {act, cleanup, fireEvent, screen, waitFor, within} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import {FakeAudio, stubLocks} from './testing';
import type {Ring} from '../calls/types';
import type {PluginRegistry} from '../host/registry';
import {aCall, aStay, CHANNEL, click, MattermostClient, mattermostState, ME, serve} from '../testing/mattermost';
import type {Answer, Routes} from '../testing/mattermost';

const NOW = Date.UTC(2025, 10, 3, 14, 14);
const DM = 'channel2';
const aRing = (changes: Partial<Ring> = {}): Ring => ({
    call_id: 'call1',
    channel_id: DM,
    host_user_id: 'user2',
    host_name: 'alice',
    topic: 'budget',
    at: NOW,
    until: NOW + 30_000,
    quiet: false,
    over: false,
    ...changes,
});
const anotherRing = aRing({call_id: 'call2', channel_id: CHANNEL, host_user_id: 'user9', host_name: 'carol', topic: ''});
const aMissed = (n: number) => aRing({call_id: `call${n}`, host_user_id: '', host_name: `user ${n}`, at: NOW - (n * 60_000), until: NOW - (n * 60_000) + 30_000});

const rung = () => screen.queryAllByRole('group', {name: /is calling/});
const missed = () => screen.queryAllByRole('group', {name: /You missed a call/});
const button = (name: string) => screen.getByRole('button', {name});

interface Page {
    rings?: Ring[];
    routes?: Routes;
    state?: ReturnType<typeof mattermostState>;
    without?: (keyof PluginRegistry)[];
}

async function show({rings = [], routes = {}, state = mattermostState(), without = []}: Page = {}) {
    const server = serve({
        [`GET calls?channel_id=${CHANNEL}`]: {body: {calls: []}},
        [`GET calls?channel_id=${DM}`]: {body: {calls: []}},
        'GET rings': {body: {rings}},
        'GET calls/call1/join': {body: {url: 'https://example.whereby.com/r'}},
        'POST calls/call1/decline': {body: {}},
        ...routes,
    });
    const client = new MattermostClient(state, without);
    client.show();
    await passTime(0);
    return {client, server};
}

async function passTime(milliseconds: number) {
    await act(() => vi.advanceTimersByTimeAsync(milliseconds));
}

function allowWindows() {
    const opened = {opener: window, closed: false, close: vi.fn(), location: {replace: vi.fn()}};
    vi.spyOn(window, 'open').mockReturnValue(opened as unknown as Window);
    return opened.location.replace;
}

beforeEach(() => {
    vi.useFakeTimers({now: NOW, shouldAdvanceTime: true});
});

afterEach(() => {
    cleanup();
    vi.useRealTimers();
});

describe('a ring', () => {
    test('says who calls about what, in any channel', async () => {
        const {client} = await show();
        client.ring(aRing());
        expect(rung()[0]?.textContent).toMatch(/^alice is callingbudget/);
        expect(rung()[0]?.querySelector('img')?.src).toMatch(/users\/user2\/image$/);
        expect(missed()).toEqual([]);
    });

    test('names a host whom this client does not know as the server does', async () => {
        const {client} = await show();
        client.ring(anotherRing);
        expect(screen.getByRole('group', {name: 'carol is calling'})).toBeTruthy();
    });

    test('is told once, by a region that was there before, and takes no focus', async () => {
        const {client} = await show();
        const region = document.querySelector('.whereby-ring-place [aria-live=assertive]');
        const focused = button('Start call');
        focused.focus();
        client.ring(aRing());
        client.ring(aRing());
        expect(region?.isConnected).toBe(true);
        expect(region?.textContent).toBe('alice is calling: budget');
        expect(rung()).toHaveLength(1);
        expect(document.activeElement).toBe(focused);
    });

    test('shows on a Mattermost without global components', async () => {
        const {client} = await show({without: ['registerGlobalComponent']});
        client.ring(aRing());
        expect(rung()).toHaveLength(1);
    });

    test('stacks with another, the latest on top', async () => {
        const {client} = await show();
        client.ring(aRing());
        client.ring({...anotherRing, at: NOW + 1});
        expect(rung().map((notice) => within(notice).getByText(/calling/).textContent)).toEqual(['carol is calling', 'alice is calling']);
    });

    test('does not end by Escape', async () => {
        const {client} = await show();
        client.ring(aRing());
        fireEvent.keyDown(button('Decline'), {key: 'Escape'});
        expect(rung()).toHaveLength(1);
    });

    test.each([
        ['answered or declined on another device', (client: MattermostClient) => {
            client.ring(aRing({over: true}));
        }],
        ['joined in any way', (client: MattermostClient) => {
            client.event(aCall({state: 'live', channel_id: DM, attendance: [aStay(ME, NOW)]}));
        }],
        ['taken out with the plugin', (client: MattermostClient) => {
            act(() => {
                client.plugin.uninitialize();
            });
        }],
    ])('goes for good when %s', async (_how, end) => {
        const {client} = await show();
        client.ring(aRing());
        end(client);
        expect(rung()).toEqual([]);
        await passTime(31_000);
        expect(missed()).toEqual([]);
    });

    test('does not come back by an answer that is older than its end', async () => {
        const {client} = await show();
        client.ring(aRing({over: true}));
        client.ring(aRing());
        expect(rung()).toEqual([]);
    });

    test('rings the whole time on a device whose clock is wrong', async () => {
        const {client} = await show();
        client.ring(aRing({at: NOW - 300_000, until: NOW - 270_000}));
        await passTime(29_000);
        expect(rung()).toHaveLength(1);
        await passTime(2000);
        expect(rung()).toEqual([]);
    });

    test('is not shown to whoever comes to the login page, nor asked for', async () => {
        const state = mattermostState();
        state.users.currentUserId = '';
        const {client, server} = await show({state});
        client.ring(aRing());
        client.registered.onReconnect();
        expect(rung()).toEqual([]);
        expect(server.requests('GET rings')).toEqual([]);
    });
});

describe('Join', () => {
    test('opens the call, once, and the server stops the ringing', async () => {
        const replaced = allowWindows();
        const {client, server} = await show();
        client.ring(aRing());
        click(button('Join'));
        click(button('Join'));
        await waitFor(() => {
            expect(replaced).toHaveBeenCalledWith('https://example.whereby.com/r');
        });
        expect(server.requests('GET calls/call1/join')).toHaveLength(1);
        client.ring(aRing({over: true}));
        await passTime(31_000);
        expect([...rung(), ...missed()]).toEqual([]);
    });

    test('leaves the notice for another try when it fails', async () => {
        allowWindows();
        const {client} = await show({routes: {'GET calls/call1/join': {status: 503, body: {error: {code: 'busy', message: 'Try again.'}}}}});
        client.ring(aRing());
        click(button('Join'));
        await passTime(0);
        expect(screen.getByText('Try again.')).toBeTruthy();
        expect(rung()).toHaveLength(1);
        await passTime(31_000);
        expect(missed()).toHaveLength(1);
    });
});

describe('Decline', () => {
    test('stops the ringing here and asks the server to stop it elsewhere', async () => {
        const {client, server} = await show();
        client.ring(aRing());
        click(button('Decline'));
        expect(rung()).toEqual([]);
        expect(server.requests('POST')).toEqual(['POST calls/call1/decline']);
        await passTime(31_000);
        expect(missed()).toEqual([]);
    });

    test('stops it here when the server is away', async () => {
        const {client} = await show({routes: {'POST calls/call1/decline': {status: 500, body: {}}}});
        client.ring(aRing());
        click(button('Decline'));
        await passTime(31_000);
        expect([...rung(), ...missed()]).toEqual([]);
    });
});

describe('a missed call', () => {
    test('is one that nobody answered in time', async () => {
        const {client} = await show();
        client.ring(aRing());
        await passTime(30_000);
        expect(rung()).toEqual([]);
        expect(missed()[0]?.textContent.replace(/\s/g, ' ')).toMatch(/^You missed a call from alicebudget · 2:14 PM/);
    });

    test('is one that ended before it was answered', async () => {
        const {client} = await show();
        client.ring(aRing());
        client.event(aCall({state: 'missed', channel_id: DM}));
        expect(rung()).toEqual([]);
        expect(missed()).toHaveLength(1);
    });

    test('of another day tells the day', async () => {
        await show({rings: [aRing({at: NOW - 86_400_000, until: NOW - 86_370_000})]});
        expect(missed()[0]?.textContent.replace(/\s/g, ' ')).toContain('Nov 2, 2:14 PM');
    });

    test('that still runs can be joined', async () => {
        const replaced = allowWindows();
        const {client, server} = await show({
            rings: [aMissed(1)],
            routes: {[`GET calls?channel_id=${DM}`]: {body: {calls: [aCall({channel_id: DM, state: 'live'})]}}},
        });
        expect(screen.queryByRole('button', {name: 'Call back'})).toBeNull();
        click(button('Join'));
        await waitFor(() => {
            expect(replaced).toHaveBeenCalledWith('https://example.whereby.com/r');
        });
        expect(server.requests('POST')).toEqual([]);
        client.ring({...aMissed(1), over: true});
        expect(missed()).toEqual([]);
    });

    test('is settled by joining the next one', async () => {
        const replaced = allowWindows();
        const {server} = await show({
            rings: [aMissed(1)],
            routes: {
                [`GET calls?channel_id=${DM}`]: {body: {calls: [aCall({id: 'call7', channel_id: DM, state: 'live'})]}},
                'GET calls/call7/join': {body: {url: 'https://example.whereby.com/7'}},
            },
        });
        click(button('Join'));
        expect(missed()).toEqual([]);
        await waitFor(() => {
            expect(replaced).toHaveBeenCalledWith('https://example.whereby.com/7');
        });
        expect(server.requests('POST')).toEqual(['POST calls/call1/decline']);
    });

    test('that is over can be called back, and then joined', async () => {
        const {server} = await show({
            rings: [aMissed(1)],
            routes: {'POST calls': {status: 201, body: aCall({id: 'call8', channel_id: DM, host_user_id: ME})}},
        });
        click(button('Call back'));
        await passTime(0);
        expect(server.handler.mock.calls.find(([, {method}]) => method === 'POST')?.[1].body).toBe(JSON.stringify({channel_id: DM}));
        expect(within(missed()[0] as HTMLElement).getByRole('button', {name: 'Join'})).toBeTruthy();
    });

    test('says why calling back was refused', async () => {
        await show({
            rings: [aMissed(1)],
            routes: {'POST calls': {status: 403, body: {error: {code: 'may_not_post', message: 'You may not post here.'}}}},
        });
        click(button('Call back'));
        await passTime(0);
        expect(screen.getByText('You may not post here.')).toBeTruthy();
        expect(missed()).toHaveLength(1);
    });

    test('is dismissed on all devices', async () => {
        const {server} = await show({rings: [aMissed(1)]});
        click(button('Dismiss'));
        expect(missed()).toEqual([]);
        expect(server.requests('POST')).toEqual(['POST calls/call1/decline']);
    });

    test('is one of three on show; the others are counted and dismissed with them', async () => {
        const {server} = await show({rings: [5, 4, 3, 2, 1].map(aMissed)});
        expect(missed().map((notice) => within(notice).getByText(/missed/).textContent)).toEqual([
            'You missed a call from user 1', 'You missed a call from user 2', 'You missed a call from user 3',
        ]);
        expect(screen.getByText('and 2 more missed calls')).toBeTruthy();
        click(button('Dismiss all'));
        expect(missed()).toEqual([]);
        expect(server.requests('POST')).toHaveLength(5);
    });
});

describe('after a reload', () => {
    test('what rings goes on for the rest of its time', async () => {
        await show({rings: [aRing({at: NOW - 20_000, until: NOW + 10_000})]});
        expect(rung()).toHaveLength(1);
        await passTime(10_000);
        expect(rung()).toEqual([]);
        expect(missed()).toHaveLength(1);
    });

    test('a server that knows no rings, or is away, is no matter', async () => {
        const {client} = await show({routes: {'GET rings': {status: 404, body: {}}}});
        client.ring(aRing());
        expect(rung()).toHaveLength(1);
    });
});

describe('after a reconnect', () => {
    test('what was missed meanwhile shows, and what was answered meanwhile goes', async () => {
        const rings = [aRing()];
        const {client} = await show({rings});
        client.ring(anotherRing);
        rings.splice(0, 1, aMissed(3));
        client.registered.onReconnect();
        await passTime(0);
        expect(rung()).toEqual([]);
        expect(missed()).toHaveLength(1);
    });

    test('what began to ring after the question stays', async () => {
        let answer = null as unknown as (answer: Answer) => void;
        const {client} = await show({routes: {'GET rings': () => new Promise((resolve) => {
            answer = resolve;
        })}});
        client.ring(aRing());
        answer({body: {rings: []}});
        await passTime(0);
        expect(rung()).toHaveLength(1);
    });
});

describe('the sound', () => {
    let audio: FakeAudio[];

    beforeEach(() => {
        audio = FakeAudio.stub();
    });

    afterEach(() => {
        Reflect.deleteProperty(navigator, 'userActivation');
        Reflect.deleteProperty(navigator, 'locks');
    });

    const activate = (hasBeenActive: boolean) => {
        const known = (navigator as {userActivation?: object}).userActivation ?? {};
        Object.assign(navigator, {userActivation: Object.assign(known, {hasBeenActive})});
    };

    test('is heard while it rings, and stops at once', async () => {
        activate(true);
        const {client} = await show();
        client.ring(aRing());
        await passTime(0);
        expect(audio.map(({state}) => state)).toEqual(['running']);
        expect(audio[0]?.loudest()).toBeGreaterThan(0.05);
        click(button('Decline'));
        await passTime(0);
        expect(audio.map(({state}) => state)).toEqual(['closed']);
    });

    test('stops as soon as somebody wants to join', async () => {
        activate(true);
        allowWindows();
        const {client} = await show({routes: {'GET calls/call1/join': () => new Promise<never>(() => undefined)}});
        client.ring(aRing());
        await passTime(0);
        click(button('Join'));
        await passTime(0);
        expect(rung()).toHaveLength(1);
        expect(audio.map(({state}) => state)).toEqual(['closed']);
    });

    test('is one sound for two rings, until both are over', async () => {
        activate(true);
        const {client} = await show();
        client.ring(aRing());
        client.ring(anotherRing);
        client.ring(aRing({over: true}));
        await passTime(0);
        expect(audio.map(({state}) => state)).toEqual(['running']);
        client.ring({...anotherRing, over: true});
        await passTime(0);
        expect(audio.map(({state}) => state)).toEqual(['closed']);
    });

    test('waits for the first interaction with the page', async () => {
        activate(false);
        const {client} = await show();
        client.ring(aRing());
        await passTime(1000);
        expect(audio).toEqual([]);
        activate(true);
        fireEvent.pointerDown(document.body);
        await passTime(0);
        expect(audio.map(({state}) => state)).toEqual(['running']);
    });

    test('does not start when the first interaction comes after the ringing', async () => {
        activate(false);
        const {client} = await show();
        client.ring(aRing());
        client.ring(aRing({over: true}));
        activate(true);
        fireEvent.keyDown(document.body, {key: 'a'});
        await passTime(0);
        expect(audio).toEqual([]);
    });

    test.each<[string, Partial<Ring>, string]>([
        ['a ring that the server wants quiet', {quiet: true}, 'online'],
        ['somebody who does not want to be disturbed', {}, 'dnd'],
        ['somebody out of office', {}, 'ooo'],
    ])('is not for %s; the notice is', async (_whom, ring, status) => {
        activate(true);
        const state = mattermostState();
        state.users.statuses[ME] = status;
        const {client} = await show({state});
        client.ring(aRing(ring));
        await passTime(0);
        expect(rung()).toHaveLength(1);
        expect(audio).toEqual([]);
    });

    test('is not for missed calls', async () => {
        activate(true);
        await show({rings: [aMissed(1)]});
        expect(missed()).toHaveLength(1);
        expect(audio).toEqual([]);
    });

    test('is heard from one tab only, then from the next', async () => {
        activate(true);
        const otherTab = stubLocks();
        const {client} = await show();
        client.ring(aRing());
        await passTime(0);
        expect(rung()).toHaveLength(1);
        expect(audio).toEqual([]);
        otherTab.close();
        await passTime(0);
        expect(audio.map(({state}) => state)).toEqual(['running']);
    });
});
