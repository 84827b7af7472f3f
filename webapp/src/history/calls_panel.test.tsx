import {act, cleanup, screen, waitFor, within} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import type {Call} from '../calls/types';
import {importModule} from '../chunks/import_module';
import {aCall, aStay, CHANNEL, click, MattermostClient, mattermostState, serve} from '../testing/mattermost';
import type {Routes} from '../testing/mattermost';

vi.mock('../chunks/import_module', () => ({importModule: vi.fn(() => import('./chunk'))}));

const PAST = `GET calls?channel_id=${CHANNEL}&state=over`;
const NOW = Date.UTC(2025, 10, 5, 12);
const at = (day: number, hour: number, minute = 0) => Date.UTC(2025, 10, day, hour, minute);

beforeEach(() => {
    vi.useFakeTimers({toFake: ['Date'], now: NOW});
});

afterEach(() => {
    cleanup();
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

function past(id: string, created: number, changes: Partial<Call> = {}): Call {
    return aCall({id, post_id: `post of ${id}`, topic: id, state: 'ended', created_at: created, started_at: created, ended_at: created + (24 * 60_000), people: 2, revision: 5, ...changes});
}

const page = (calls: Call[], cursor = '') => ({body: {calls, next_cursor: cursor}});

function show(routes: Routes, state = mattermostState()) {
    Object.assign(state.users.profiles.user1, {timezone: {useAutomaticTimezone: 'false', manualTimezone: 'UTC'}});
    const server = serve({
        [`GET calls?channel_id=${CHANNEL}`]: {body: {calls: []}},
        [`GET schedules?channel_id=${CHANNEL}`]: {body: {schedules: []}},
        ...routes,
    });
    const client = new MattermostClient(state);
    client.show();
    act(() => {
        client.registered.menu[2]?.action(CHANNEL);
    });
    return {server, client};
}

const past$ = () => screen.findByRole('region', {name: 'Past calls'});
const rows = () => screen.queryAllByRole('button', {expanded: false}).map(({textContent}) => textContent.replace(/\s/g, ' ')).filter(Boolean);
const days = async () => within(await past$()).getAllByRole('heading', {level: 3}).map(({textContent}) => textContent);

describe('past calls', () => {
    test('stand by day with how they went', async () => {
        show({[PAST]: page([
            past('Standup', at(5, 9), {files: [{id: 'f', kind: 'recording', name: 'standup.mp4', ready_at: at(5, 10), url: '/x'}]}),
            past('Retro', at(4, 16), {state: 'missed', people: 0, started_at: 0}),
            past('', at(3, 16), {state: 'failed', people: 0, started_at: 0}),
            past('Old', Date.UTC(2024, 11, 24, 16), {people: 1, ended_at: Date.UTC(2024, 11, 24, 17, 5)}),
        ])});
        await screen.findByText('Standup');
        expect(await days()).toEqual(['today', 'yesterday', 'Monday, November 3', 'Tuesday, December 24, 2024']);
        expect(rows()).toEqual([
            'Standup9:00 AM · alice · 24 min · 2 peopleRecorded',
            'Retro4:00 PM · aliceMissed',
            'Call4:00 PM · aliceNot started',
            'Old4:00 PM · alice · 1 hr 5 min · 1 person',
        ]);
        expect(screen.getByText('There are no earlier calls.')).toBeTruthy();
    });

    test('show who was in them, what they left and where they were posted', async () => {
        const push = vi.fn();
        vi.stubGlobal('WebappUtils', {browserHistory: {push}});
        const {server, client} = show({
            [PAST]: page([past('Standup', at(5, 9), {
                attendance: [aStay('user2', at(5, 9), at(5, 9, 24)), aStay('~Zoe', at(5, 9, 5), at(5, 9, 8))],
                files: [{id: 'f', kind: 'transcript', name: 'standup.vtt', ready_at: at(5, 10), url: '/plugins/whereby/calls/Standup/files/f'}],
            })]),
            'POST calls': {status: 201, body: aCall({id: 'again', topic: 'Standup'})},
        });
        click(await screen.findByRole('button', {name: /^Standup/}));
        const details = within(await past$());
        expect(details.getAllByRole('listitem').slice(1).map(({textContent}) => textContent)).toEqual(['alice 24 min', 'ZZoe Guest 3 min', expect.stringContaining('Transcript standup.vtt')]);
        expect(details.getByRole('link', {name: 'Transcript'}).getAttribute('href')).toBe('/plugins/whereby/calls/Standup/files/f');
        const link = details.getByRole('link', {name: 'Open in channel'});
        expect(link.getAttribute('href')).toBe('/office/pl/post of Standup');
        click(link);
        expect(push).toHaveBeenCalledWith('/office/pl/post of Standup');
        expect(client.store.getState()).toHaveProperty('panelShown', true);

        click(details.getByRole('button', {name: 'Call again'}));
        expect(await within(await screen.findByRole('region', {name: 'Running now'})).findByText('Standup')).toBeTruthy();
        expect(server.requests('POST')).toEqual(['POST calls']);
    });

    test('on a narrow page the panel makes way for the post', async () => {
        vi.stubGlobal('innerWidth', 390);
        vi.stubGlobal('WebappUtils', {browserHistory: {push: vi.fn()}});
        const {client} = show({[PAST]: page([past('Standup', at(5, 9))])});
        click(await screen.findByRole('button', {name: /^Standup/}));
        click(screen.getByRole('link', {name: 'Open in channel'}));
        expect(client.store.getState()).toHaveProperty('panelShown', false);
    });

    test('tell how many came where names are not kept', async () => {
        show({[PAST]: page([past('Standup', at(5, 9), {attendance: []})])});
        click(await screen.findByRole('button', {name: /^Standup/}));
        expect(screen.getByText('Only how many people came is kept, not who.')).toBeTruthy();
    });

    test('cannot be started again where no call can be', async () => {
        const state = mattermostState();
        state.channels.channels[CHANNEL].delete_at = 1;
        show({[PAST]: page([past('Standup', at(5, 9))])}, state);
        click(await screen.findByRole('button', {name: /^Standup/}));
        expect(screen.queryByRole('button', {name: 'Call again'})).toBeNull();
    });

    test('come page by page, and the focus stays at the end', async () => {
        const {server} = show({
            [PAST]: page([past('B', at(5, 9))], 'to A'),
            [`${PAST}&cursor=to%20A`]: page([past('A', at(4, 9))]),
        });
        const more = await screen.findByRole('button', {name: 'Show more'});
        expect(screen.queryByText('There are no earlier calls.')).toBeNull();
        click(more);
        await screen.findByText('A');
        expect(screen.queryByRole('button', {name: 'Show more'})).toBeNull();
        expect(document.activeElement?.textContent).toBe('There are no earlier calls.');
        expect(server.requests(PAST)).toHaveLength(2);
    });

    test('come by themselves once the end of the list is seen', async () => {
        let seen: () => void = () => undefined;
        vi.stubGlobal('IntersectionObserver', class {
            constructor(callback: (entries: {isIntersecting: boolean}[]) => void) {
                seen = () => {
                    act(() => {
                        callback([{isIntersecting: true}]);
                    });
                };
            }

            observe() { /* told by seen */ }
            disconnect() { /* nothing to end */ }
        });
        const {server} = show({
            [PAST]: page([past('B', at(5, 9))], 'A'),
            [`${PAST}&cursor=A`]: page([past('A', at(4, 9))]),
        });
        await screen.findByText('B');
        seen();
        seen();
        await screen.findByText('A');
        seen();
        expect(server.requests(PAST)).toHaveLength(2);
    });

    test('that do not come can be tried again', async () => {
        const answers = [page([past('B', at(5, 9))]), {status: 502, body: {}}];
        show({[PAST]: () => answers.pop() ?? page([])});
        click(await within(await past$()).findByRole('button', {name: 'Try again'}));
        await screen.findByText('B');
        expect(screen.queryByRole('button', {name: 'Try again'})).toBeNull();
    });

    test('there are none yet', async () => {
        show({[PAST]: page([])});
        await screen.findByText(/^No calls yet/);
        expect(screen.queryByText('There are no earlier calls.')).toBeNull();
    });
});

describe('a call of the channel', () => {
    test('is to be joined while it runs, and on top of the past ones once it is over', async () => {
        const {client} = show({[PAST]: page([past('B', at(5, 9))], 'older')});
        await screen.findByText('B');
        expect(screen.queryByRole('region', {name: 'Running now'})).toBeNull();
        client.event(aCall({id: 'now', topic: 'Now', state: 'live', created_at: at(5, 11), started_at: at(5, 11), attendance: [aStay('user2', at(5, 11))], revision: 1}));
        client.event(aCall({id: 'else', channel_id: 'channel2', topic: 'Else', revision: 1}));
        const running = await screen.findByRole('region', {name: 'Running now'});
        expect(running.textContent).toContain('1 in the call · 1:00:00');
        expect(within(running).getAllByRole('button', {name: 'Join'})).toHaveLength(1);

        client.event(past('now', at(5, 11), {topic: 'Now', revision: 9}));
        client.event(past('ancient', at(1, 11))); // its page is still to come
        await waitFor(() => {
            expect(screen.queryByRole('region', {name: 'Running now'})).toBeNull();
        });
        expect(rows().map((text) => text.split(/\d/)[0])).toEqual(['Now', 'B']);
    });

    test('that was missed during a break is there after it', async () => {
        const answers = [page([past('C', at(5, 10)), past('B', at(5, 9))], 'A'), page([past('B', at(5, 9))], 'A')];
        const {client} = show({[PAST]: () => answers.pop() ?? page([]), [`${PAST}&cursor=A`]: page([past('A', at(4, 9))])});
        click(await screen.findByRole('button', {name: 'Show more'}));
        await screen.findByText('A');
        act(() => {
            client.registered.onReconnect();
        });
        await screen.findByText('C');
        expect(rows().map((text) => text.split(/\d/)[0])).toEqual(['C', 'B', 'A']);
    });
});

test('the panel says that its code did not come, and tries again', async () => {
    vi.mocked(importModule).mockRejectedValueOnce(new TypeError('offline'));
    show({[PAST]: page([])});
    await screen.findByText(/^A part of the Whereby plugin could not be loaded/);
    click(screen.getByRole('button', {name: 'Try again'}));
    await screen.findByText(/^No calls yet/);
});

test('without a channel there is nothing to show', async () => {
    const {client} = show({[PAST]: page([])});
    await past$();
    client.switchChannel('');
    await screen.findByText('Open a channel to see its calls.');
});
