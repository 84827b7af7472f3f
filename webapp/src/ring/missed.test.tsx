import {cleanup, screen, waitFor, within} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import {allowWindows, aMissed, aRing, button, DM, missed, NOW, passTime, rung, show} from './testing';
import {aCall, click, ME} from '../testing/mattermost';

beforeEach(() => {
    vi.useFakeTimers({now: NOW, shouldAdvanceTime: true});
});

afterEach(() => {
    cleanup();
    vi.useRealTimers();
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
