import {act, cleanup, fireEvent, screen, waitFor} from '@testing-library/react';
import {afterEach, describe, expect, test} from 'vitest';

import type {Call} from '../calls/types';
import {aCall, CHANNEL, click, MattermostClient, mattermostState, serve} from '../testing/mattermost';
import type {Answer, Routes} from '../testing/mattermost';

const ended: Answer = {body: aCall({state: 'ended', ended_at: 1, revision: 9})};

afterEach(cleanup);

function show(call: Partial<Call> = {host_user_id: 'user1'}, routes: Routes = {}, state = mattermostState()) {
    const server = serve({[`GET calls?channel_id=${CHANNEL}`]: {body: {calls: []}}, ...routes});
    const client = new MattermostClient(state);
    client.show();
    client.event(aCall(call));
    return {server, client};
}

function choose(client: MattermostClient) {
    act(() => {
        client.registered.menuAction(CHANNEL);
    });
}

describe('the channel menu\'s End call', () => {
    test.each<[string, Partial<Call>, string, boolean]>([
        ['to the host of a waiting call', {host_user_id: 'user1', state: 'open'}, '', true],
        ['to the host of a live call', {host_user_id: 'user1', state: 'live'}, '', true],
        ['to an admin', {state: 'live'}, 'channel_admin', true],
        ['not to others', {state: 'live'}, '', false],
        ['not while the call is being made', {host_user_id: 'user1', state: 'creating'}, '', false],
        ['not once it is over', {host_user_id: 'user1', state: 'ended'}, '', false],
        ['not where another channel has the call', {host_user_id: 'user1', channel_id: 'channel2'}, '', false],
    ])('is offered %s', (_whom, call, role, offered) => {
        const state = mattermostState();
        state.channels.myMembers[CHANNEL].roles += ` ${role}`;
        const {client} = show(call, {}, state);
        expect(client.registered.menuShown(client.store.getState())).toBe(offered);
    });

    test('asks first, and ends', async () => {
        const {client, server} = show(undefined, {'POST calls/call1/end': ended});
        choose(client);
        const question = screen.getByRole('alertdialog', {name: 'End the call for everyone?'});
        expect(question.textContent).toMatch(/team-standup/);
        expect(document.activeElement?.textContent).toBe('Cancel');
        expect(server.requests('POST')).toEqual([]);

        click(screen.getByRole('button', {name: 'End call'}));
        await waitFor(() => {
            expect(screen.queryByRole('alertdialog')).toBeNull();
        });
        expect(server.requests('POST')).toEqual(['POST calls/call1/end']);
        expect(client.store.getState()).toHaveProperty('plugins-whereby.calls.call1.state', 'ended');
    });

    test('says that nobody has to leave the channel\'s room', () => {
        const {client} = show({host_user_id: 'user1', lasting_room: true});
        choose(client);
        const question = screen.getByRole('alertdialog', {name: /Whoever is still inside stays/});
        expect(question.textContent).toMatch(/End this call\? Whoever is still inside stays in the channel's room\./);
    });

    test.each<[string, () => void]>([
        ['Cancel', () => {
            click(screen.getByRole('button', {name: 'Cancel'}));
        }],
        ['Escape', () => {
            fireEvent.keyDown(screen.getByRole('button', {name: 'Cancel'}), {key: 'Escape'});
        }],
    ])('ends nothing on %s and gives the focus back', (_way, cancel) => {
        const {client, server} = show();
        const before = screen.getByRole('button', {name: 'Join call'});
        before.focus();
        choose(client);
        cancel();
        expect(screen.queryByRole('alertdialog')).toBeNull();
        expect(document.activeElement).toBe(before);
        expect(server.requests('POST')).toEqual([]);
    });

    test('goes when the call ends by itself', () => {
        const {client} = show();
        choose(client);
        client.event(aCall({host_user_id: 'user1', state: 'ended', revision: 2}));
        expect(screen.queryByRole('alertdialog')).toBeNull();
    });

    test('says what the server has against it', async () => {
        const {client} = show(undefined, {'POST calls/call1/end': {status: 403, body: {error: {code: 'forbidden', message: 'Only the host may.'}}}});
        choose(client);
        click(screen.getByRole('button', {name: 'End call'}));
        await screen.findByText('Only the host may.');
        expect(screen.queryByRole('alertdialog')).toBeNull();
    });

    test('does nothing for a call that ended under the open menu', () => {
        const {client} = show();
        client.event(aCall({host_user_id: 'user1', state: 'ended', revision: 2}));
        choose(client);
        expect(screen.queryByRole('alertdialog')).toBeNull();
    });
});
