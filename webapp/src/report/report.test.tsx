import {act, cleanup, fireEvent, screen, waitFor, within} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import type {CallLine, Summary} from './types';
import '../testing/chunks';
import {showSetting} from '../testing/admin_console';
import {click, mattermostState} from '../testing/mattermost';

const NOW = Date.UTC(2026, 10, 26, 12);
const day = (month: number, date: number) => String(Date.UTC(2026, month - 1, date));

beforeEach(() => {
    vi.useFakeTimers({toFake: ['Date'], now: NOW});
});

afterEach(() => {
    cleanup();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
});

const totals = {calls: 1234, held: 1111, missed: 123, failed: 2, minutes: 45678, person_minutes: 200000, people: 321, guests: 17, recorded: 44, median_minutes: 24, longest_minutes: 182};
const none = {calls: 0, held: 0, missed: 0, failed: 0, minutes: 0, person_minutes: 0, people: 0, guests: 0, recorded: 0, median_minutes: 0, longest_minutes: 0};

function aSummary(changes: Partial<Summary> = {}): Summary {
    return {
        totals,
        step: 'day',
        days: [{day: '2026-11-25', calls: 7, missed: 2, minutes: 90}, {day: '2026-11-26', calls: 0, missed: 0, minutes: 0}],
        lengths: [{from_minutes: 0, to_minutes: 5, calls: 3}, {from_minutes: 120, to_minutes: 0, calls: 1000}],
        channels: [{channel_id: 'c1', type: 'O', display_name: 'Town Square', team_name: 'Office', calls: 12, minutes: 345}, {channel_id: '', type: 'D', display_name: '', team_name: '', calls: 3, minutes: 45}],
        people: [{user_id: 'u1', username: 'alice', display_name: 'Alice Liddell', calls: 12, minutes: 345}],
        ...changes,
    };
}

function aLine(id: string, changes: Partial<CallLine> = {}): CallLine {
    return {id, channel: 'Town Square', channel_type: 'O', team: 'Office', started_by: 'alice', topic: id, state: 'ended', created_at: NOW, minutes: 24, people: 5, recorded: false, ...changes};
}

type Reply = (query: Record<string, string>) => Response | Promise<Response>;

// The plugin's server, by the end of the path.
function show(replies: Record<string, Reply>) {
    const asked: {path: string; query: Record<string, string>}[] = [];
    const standard: Record<string, Reply> = {
        summary: () => Response.json(aSummary()),
        calls: () => Response.json({calls: [aLine('Standup')], next: '', total: 1}),
    };
    vi.stubGlobal('fetch', (address: string) => {
        const url = new URL(address, 'https://mattermost.example.com');
        const path = url.pathname.split('/').at(-1) ?? '';
        const query = Object.fromEntries(url.searchParams);
        if (address.includes('/reports/')) {
            asked.push({path, query});
        }
        return Promise.resolve().then(() => ({...standard, ...replies}[path] ?? (() => new Response('404 page not found', {status: 404})))(query));
    });
    const state = mattermostState();
    Object.assign(state.users.profiles.user1, {timezone: {useAutomaticTimezone: 'false', manualTimezone: 'UTC'}});
    showSetting('Report', {state});
    return {asked, of: (path: string) => asked.filter((request) => request.path === path).map(({query}) => query)};
}

const pick = (label: string, value: string) => {
    fireEvent.change(screen.getByLabelText(label), {target: {value}});
};
const cells = (name: string | RegExp) => within(screen.getByRole('table', {name})).getAllByRole('row').
    map((row) => Array.from(row.children, ({textContent}) => textContent.replace(/\s/g, ' ')));

describe('the report', () => {
    test('tells the numbers of the last 30 days', async () => {
        const {of} = show({});
        await screen.findByText('1,234');
        expect(of('summary')).toEqual([{from: day(10, 28), to: day(11, 27), time_zone: 'UTC'}]);
        expect(screen.getAllByRole('term').map(({textContent}) => textContent)).toEqual(['Calls', 'Minutes', 'Person-minutes', 'People', 'Guests', 'Missed', 'Recorded', 'Typical length']);
        for (const text of ['45,678', '200,000', '321', '17', '10%', '44', '24 min', /which do not count: 2/, /There were 123/, /The longest took 182 min/]) {
            expect(screen.getByText(text)).toBeTruthy();
        }
        expect(cells('Day by day')).toEqual([['From', 'Calls', 'Missed', 'Minutes'], ['Nov 25', '7', '2', '90'], ['Nov 26', '0', '0', '0']]);
        expect(cells('How long calls were')).toEqual([['Length', 'Calls'], ['0 to 5 minutes', '3'], ['120 minutes and longer', '1,000']]);
        expect(cells('Busiest channels')).toEqual([['Channel', 'Calls', 'Minutes'], ['Town Square Office', '12', '345'], ['Direct and group messages', '3', '45']]);
        expect(cells('Busiest people')).toEqual([['Person', 'Calls', 'Minutes'], ['Alice Liddell @alice', '12', '345']]);
    });

    test('can be about another period', async () => {
        const {of} = show({});
        await screen.findByText('1,234');
        pick('Period', 'last_month');
        await waitFor(() => {
            expect(of('summary').at(-1)).toMatchObject({from: day(10, 1), to: day(11, 1)});
        });
        pick('Period', 'custom');
        pick('First and last day', '2026-10-20');
        await waitFor(() => {
            expect(of('summary').at(-1)).toMatchObject({from: day(10, 20), to: day(11, 1)});
        });
        const before = of('summary').length;
        pick('Last day', '2026-10-19');
        expect(screen.getByText(/the last must not be before the first/)).toBeTruthy();
        expect(of('summary')).toHaveLength(before);
    });

    test('can be about one team or channel', async () => {
        const {of} = show({
            search: () => Response.json({teams: [{id: 't1', display_name: 'Sales'}], channels: [{id: 'c1', display_name: 'Town Square', team_id: 't1', team_display_name: 'Sales'}], total_count: 1}),
        });
        await screen.findByText('1,234');
        pick('Calls in', 'team');
        expect(screen.getByText('Choose one to see its calls.')).toBeTruthy();
        fireEvent.change(screen.getByLabelText('Team'), {target: {value: 'sal'}});
        click(await screen.findByRole('button', {name: 'Sales'}));
        await waitFor(() => {
            expect(of('summary').at(-1)).toMatchObject({team_id: 't1'});
        });
        pick('Calls in', 'channel');
        fireEvent.change(screen.getByLabelText('Channel'), {target: {value: 'town'}});
        click(await screen.findByRole('button', {name: 'Sales / Town Square'}));
        await waitFor(() => {
            expect(of('summary').at(-1)).toMatchObject({channel_id: 'c1'});
        });
        expect(of('summary').at(-1)).not.toHaveProperty('team_id');
        await screen.findByText('1,234');
        expect(screen.queryByRole('table', {name: 'Busiest channels'})).toBeNull();
    });

    test('shows its charts as a table', async () => {
        show({});
        const toggle = await screen.findByRole('button', {name: 'As a table', pressed: false});
        expect(screen.getByText('Gray: missed')).toBeTruthy();
        click(toggle);
        expect(toggle.ariaPressed).toBe('true');
        expect(screen.queryByText('Gray: missed')).toBeNull();
        expect(screen.getAllByRole('table', {name: 'Day by day'})).toHaveLength(1);
    });

    test('says how one gets calls where there are none', async () => {
        show({summary: () => Response.json(aSummary({totals: none}))});
        await screen.findByText(/^There were no calls in this period\. People start them/);
        expect(screen.queryByRole('button', {name: 'Export CSV'})).toBeNull();
    });

    test('says why nobody is listed', async () => {
        show({summary: () => Response.json(aSummary({people: [], channels: []}))});
        await screen.findByText('Names are not kept, so nobody is listed.');
        expect(screen.getByText('Nobody was in a call.')).toBeTruthy();
    });

    test('that does not come can be tried again', async () => {
        const replies = [() => Response.json({error: {code: 'not_found', message: 'There is no such channel.'}}, {status: 404})];
        show({summary: () => (replies.pop() ?? (() => Response.json(aSummary())))()});
        await screen.findByText('There is no such channel.');
        click(screen.getByRole('button', {name: 'Try again'}));
        await screen.findByText('1,234');
        expect(screen.queryByText('There is no such channel.')).toBeNull();
    });
});

test('the calls come some at a time', async () => {
    const {of} = show({
        calls: ({cursor}) => Response.json(cursor ? {calls: [aLine('Retro', {state: 'missed', people: 0, channel: '', channel_type: 'D', team: ''})], next: '', total: 2} : {calls: [aLine('Standup', {recorded: true})], next: 'more', total: 2}),
    });
    await screen.findByText('1 of 2 calls');
    click(screen.getByRole('button', {name: 'Load more'}));
    await screen.findByText('2 of 2 calls');
    expect(of('calls').map(({cursor, limit}) => [cursor, limit])).toEqual([[undefined, '50'], ['more', '50']]);
    expect(screen.queryByRole('button', {name: 'Load more'})).toBeNull();
    const rows = within(screen.getByRole('region', {name: 'All calls'})).getAllByRole('row').map((row) => Array.from(row.children, ({textContent}) => textContent).slice(1));
    expect(rows.slice(1)).toEqual([
        ['Standup', 'Town Square Office', 'alice', '24 min', '5', 'Recorded'],
        ['Retro', 'Direct or group message', 'alice', 'Missed', '0', ''],
    ]);
});

describe('the export', () => {
    const csv = (from: number, to: number) => new Response('\ufeffid,cursor\r\n' + Array.from({length: to - from + 1}, (_, n) => `${from + n},c${from + n}\r\n`).join(''), {headers: {'X-Total-Count': String(2002 - from)}});

    // What is saved, and under which name.
    function saved() {
        const files: {name: string; file: Blob}[] = [];
        let file = new Blob();
        vi.stubGlobal('URL', class extends URL {
            static override createObjectURL(it: Blob) {
                file = it;
                return 'blob:saved';
            }
        });
        vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(this: HTMLAnchorElement) {
            files.push({name: this.download, file});
        });
        return files;
    }

    test('saves all calls as one file', async () => {
        const files = saved();
        const {of} = show({'calls.csv': ({cursor}) => (cursor ? csv(2001, 2001) : csv(1, 2000))});
        click(await screen.findByRole('button', {name: 'Export CSV'}));
        await screen.findByText('Saved, calls: 2,001.');
        expect(of('calls.csv').map(({cursor, limit, from}) => [cursor, limit, from])).toEqual([[undefined, '2000', day(10, 28)], ['c2000', '2000', day(10, 28)]]);
        expect(files.map(({name, file}) => [name, file.size > 2001 * 6])).toEqual([['whereby-calls-2026-10-28-2026-11-26.csv', true]]);
    });

    test('shows how far it is, and can be cancelled', async () => {
        const files = saved();
        show({'calls.csv': ({cursor}) => (cursor ? new Promise(() => undefined) : csv(1, 2000))});
        click(await screen.findByRole('button', {name: 'Export CSV'}));
        await screen.findByText('2,000 of 2,001');
        click(screen.getByRole('button', {name: 'Cancel'}));
        expect(screen.getByRole('button', {name: 'Export NDJSON'})).toBeTruthy();
        expect(files).toEqual([]);
    });

    test('goes on where it broke off', async () => {
        const files = saved();
        let broken = true;
        const {of} = show({'calls.csv': ({cursor}) => (!cursor ? csv(1, 2000) : broken ? Response.json({error: {code: 'busy', message: 'Try later.'}}, {status: 503}) : csv(2001, 2001))});
        click(await screen.findByRole('button', {name: 'Export CSV'}));
        await screen.findByText('Try later.');
        expect(screen.getByText('2,000 of 2,001')).toBeTruthy();
        broken = false;
        click(screen.getByRole('button', {name: 'Continue'}));
        await screen.findByText('Saved, calls: 2,001.');
        expect(of('calls.csv').map(({cursor}) => cursor)).toEqual([undefined, 'c2000', 'c2000']);
        expect(files).toHaveLength(1);
    });
});

test('nothing is counted before the report is looked at', async () => {
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
    const {asked} = show({});
    await screen.findByLabelText('Period');
    expect(asked).toEqual([]);
    seen();
    await screen.findByText('1,234');
});
