import {act, cleanup, fireEvent, screen, waitFor, within} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import {aConnection, aDelivery, NOW, show} from './testing';
import {click} from '../testing/mattermost';

beforeEach(() => {
    vi.useFakeTimers({shouldAdvanceTime: true, now: NOW});
});

afterEach(() => {
    cleanup();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
});

const pass = () => act(() => vi.advanceTimersByTimeAsync(4000));
const lines = () => within(screen.getByRole('table', {name: 'Delivery log'})).getAllByRole('row').slice(1).
    map((row) => Array.from(row.children, (cell) => Array.from(cell.children).at(-1)?.textContent.replace(/\s/g, ' ')));
const choose = (label: string, value: string) => {
    fireEvent.change(screen.getByLabelText(label), {target: {value}});
};

const waiting = aDelivery('d2', {event: 'ended', state: 'pending', tries: 3, status: 503, reason: 'failing', error: 'upstream down', next_at: NOW + 120_000});

describe('the delivery log', () => {
    test('tells what became of each event', async () => {
        await show([aConnection({name: 'CRM'})], {}, [
            waiting,
            aDelivery('d1'),
            aDelivery('d0', {event: 'danced', state: 'dead', connection_id: 'gone', status: 0, reason: 'not_found', error: 'no such host', tries: 20}),
        ]);
        await screen.findByRole('table');
        expect(lines()).toEqual([
            ['Nov 26, 12:00 PM', 'CRM', 'call1', 'Waiting', '3', 'The service has a problem of its own.HTTP 503 · upstream down', 'Nov 26, 12:02 PMRetry now: Call ended'],
            ['Nov 26, 12:00 PM', 'CRM', 'call1', 'Delivered', '1', '200', ''],
            ['Nov 26, 12:00 PM', '–', 'call1', 'Given up', '20', 'The host of the address cannot be found.no such host', 'Retry now: danced'],
        ]);
        expect(screen.getAllByRole('rowheader').map(({textContent}) => textContent)[0]).toMatch(/^Call ended/);
    });

    test.each([
        ['while the connection is paused', {next_at: NOW}, {paused_until: NOW + 180_000}, 'Nov 26, 12:03 PM'],
        ['when it is due', {next_at: NOW - 1}, {}, 'Now'],
    ])('tells when the next try is %s', async (_when, delivery, connection, text) => {
        await show([aConnection(connection)], {}, [{...waiting, ...delivery}]);
        await screen.findByRole('table');
        expect(lines()[0]?.at(-1)).toBe(`${text}Retry now: Call ended`);
    });

    test.each([
        ['is on again', {}, 1],
        ['is off', {enabled: false}, 0],
        ['was revoked', {off: 'revoked' as const}, 0],
    ])('offers to send what was not, when its connection %s', async (_when, connection, buttons) => {
        await show([aConnection(connection)], {}, [aDelivery('d1', {state: 'dropped'})]);
        await screen.findByRole('table');
        expect(screen.queryAllByRole('button', {name: /^Retry now/})).toHaveLength(buttons);
    });

    test('says that there is nothing', async () => {
        await show([aConnection()]);
        await screen.findByText(/Nothing has been delivered yet/);
        choose('State', 'dead');
        await screen.findByText('There is nothing like that in the log.');
    });

    test('is narrowed down', async () => {
        const {asked} = await show([aConnection(), aConnection({id: 'c2', name: 'Sales'})]);
        await screen.findByText(/Nothing has been delivered yet/);
        choose('Connection', 'c2');
        choose('State', 'pending');
        await waitFor(() => {
            expect(asked('GET admin/deliveries').at(-1)?.name).toBe('GET admin/deliveries?connection=c2&state=pending');
        });
    });

    test('shows more, and keeps all of it up to date', async () => {
        let late = waiting;
        const {asked} = await show([aConnection()], {
            'GET admin/deliveries': ({name}) => (name.includes('before=d2') ? {deliveries: [aDelivery('d1', {event: 'missed'})], next: ''} : {deliveries: [late], next: 'd2'}),
        });
        click(await screen.findByRole('button', {name: 'Show more'}));
        await screen.findByText('Nobody came', {selector: '.whereby-log-event'});
        expect(lines()).toHaveLength(2);
        expect(screen.queryByRole('button', {name: 'Show more'})).toBeNull();
        const before = asked('GET admin/deliveries').length;
        late = {...waiting, state: 'done', status: 200, reason: '', error: ''};
        await pass();
        expect(asked('GET admin/deliveries').slice(before).map(({name}) => name)).toEqual(['GET admin/deliveries?', 'GET admin/deliveries?before=d2']);
        expect(lines().map((cells) => cells[3])).toEqual(['Delivered', 'Delivered']);
    });

    test('is not asked for while the page is hidden', async () => {
        const {asked} = await show([aConnection()]);
        await screen.findByText(/Nothing has been delivered yet/);
        const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
        const before = asked('GET').length;
        await pass();
        expect(asked('GET')).toHaveLength(before);
        hidden.mockReturnValue(false);
        fireEvent(document, new Event('visibilitychange'));
        await waitFor(() => {
            expect(asked('GET').length).toBeGreaterThan(before);
        });
    });

    test('keeps what it has when the server does not answer', async () => {
        let down = false;
        await show([aConnection()], {'GET admin/deliveries': () => (down ? new Response('', {status: 502}) : {deliveries: [aDelivery('d1')], next: ''})});
        await screen.findByRole('table');
        down = true;
        await pass();
        await screen.findByText(/did not answer/);
        expect(lines()).toHaveLength(1);
    });

    test('tries again at once what is told so', async () => {
        let state: 'pending' | 'done' = 'pending';
        const {asked} = await show([aConnection()], {
            'GET admin/deliveries': () => ({deliveries: [{...waiting, state, next_at: NOW}], next: ''}),
            'POST admin/deliveries/d2/retry': () => ({}),
        });
        const button = await screen.findByRole('button', {name: /Retry now/});
        button.focus();
        click(button);
        await screen.findByText('It is being tried again.');
        expect(asked('POST')).toHaveLength(1);
        expect(document.activeElement).toBe(button);
        state = 'done';
        await pass();
        expect(lines()[0]?.[3]).toBe('Delivered');
        expect(document.activeElement).toBe(screen.getByRole('rowheader').closest('tr'));
    });

    test('says why that is not possible', async () => {
        await show([aConnection()], {'POST admin/deliveries/d2/retry': () => Response.json({error: {code: 'invalid_request', message: 'It is gone.'}}, {status: 404})}, [waiting]);
        click(await screen.findByRole('button', {name: /Retry now/}));
        await screen.findByText('It is gone.');
    });
});

test('nothing of the log is asked for before it is looked at', async () => {
    const seen: (() => void)[] = [];
    vi.stubGlobal('IntersectionObserver', class {
        constructor(callback: (entries: {isIntersecting: boolean}[]) => void) {
            seen.push(() => {
                callback([{isIntersecting: true}]);
            });
        }

        observe() { /* told by seen */ }
        disconnect() { /* nothing to end */ }
    });
    const {asked} = await show([aConnection()]);
    expect(asked('GET admin/deliveries')).toEqual([]);
    act(() => {
        seen.at(-1)?.();
    });
    await screen.findByText(/Nothing has been delivered yet/);
});
