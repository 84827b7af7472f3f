import {act, cleanup, fireEvent, screen, waitFor, within} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import {allowWindows, aMissed, anotherRing, aRing, button, DM, missed, NOW, passTime, rung, show} from './testing';
import {aCall, aStay, click, mattermostState, ME} from '../testing/mattermost';
import type {Answer, MattermostClient} from '../testing/mattermost';

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
