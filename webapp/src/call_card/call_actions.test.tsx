import {act, cleanup, fireEvent, waitFor} from '@testing-library/react';
import {afterEach, describe, expect, test} from 'vitest';

import type {Call} from '../calls/types';
import {showCard} from '../testing/card';
import {aCall, aPost, CHANNEL, click, mattermostState, someSettings} from '../testing/mattermost';
import type {Routes, serve} from '../testing/mattermost';

afterEach(cleanup);

describe('End for everyone', () => {
    const more = (card: Awaited<ReturnType<typeof showCard>>['card']) => card.queryByRole('button', {name: /More actions/});

    test.each<[string, (state: ReturnType<typeof mattermostState>) => Partial<Call>]>([
        ['the host', () => ({host_user_id: 'user1'})],
        ['a channel admin', (state) => {
            state.channels.myMembers[CHANNEL].roles = 'channel_user channel_admin';
            return {};
        }],
        ['a team admin', (state) => {
            state.teams.myMembers.team1.roles = 'team_user team_admin';
            return {};
        }],
        ['a system admin', (state) => {
            state.users.profiles.user1.roles = 'system_user system_admin';
            return {};
        }],
    ])('is there for %s', async (_who, prepare) => {
        const state = mattermostState();
        const call = prepare(state);
        const {card} = await showCard(call, {state});
        expect(more(card)).not.toBeNull();
    });

    test('is not there for others, nor once the call is over', async () => {
        const {card} = await showCard();
        expect(more(card)).toBeNull();
        cleanup();
        const ended = await showCard({host_user_id: 'user1', state: 'ended'});
        expect(more(ended.card)).toBeNull();
    });

    test('asks first', async () => {
        const {card, server} = await showCard({host_user_id: 'user1'}, {routes: {'POST calls/call1/end': {body: aCall({state: 'ended', ended_at: 1})}}});
        click(more(card) as HTMLElement);
        click(card.getByRole('menuitem', {name: 'End for everyone'}));
        expect(server.requests('POST')).toHaveLength(0);
        click(card.getByRole('button', {name: 'Cancel'}));
        card.getByRole('button', {name: 'Join'});

        click(more(card) as HTMLElement);
        click(card.getByRole('menuitem', {name: 'End for everyone'}));
        click(card.getByRole('button', {name: 'End call'}));
        await card.findByText(/Ended at/);
        expect(server.requests('POST')).toEqual(['POST calls/call1/end']);
    });

    test('stays open to another try when the server refuses', async () => {
        const {card} = await showCard({host_user_id: 'user1'}, {routes: {'POST calls/call1/end': {status: 403, body: {error: {code: 'forbidden', message: 'Only the host may.'}}}}});
        click(more(card) as HTMLElement);
        click(card.getByRole('menuitem'));
        click(card.getByRole('button', {name: 'End call'}));
        await card.findByText('Only the host may.');
        card.getByRole('button', {name: 'Join'});
    });

    test('its menu closes on Escape and gives the focus back', async () => {
        const {card} = await showCard({host_user_id: 'user1'});
        click(more(card) as HTMLElement);
        expect(document.activeElement).toBe(card.getByRole('menuitem'));
        fireEvent.keyDown(card.getByRole('menuitem'), {key: 'Escape'});
        expect(card.queryByRole('menu')).toBeNull();
        expect(document.activeElement).toBe(more(card));
    });
});

describe('Summarize with AI', () => {
    const ended = (files: Call['files'] = [{id: 'f', kind: 'transcript', name: 't.md', ready_at: 1, url: '/f'}]) =>
        ({state: 'ended' as const, ended_at: 1, files});
    const settingsKnown = async (server: ReturnType<typeof serve>) => {
        await waitFor(() => {
            expect(server.requests('GET settings')).not.toHaveLength(0);
        });
        await act(async () => {
            await Promise.all(server.handler.mock.results.map(({value}) => value as Promise<Response>));
            await new Promise((rest) => {
                setTimeout(rest);
            });
        });
    };
    const may = (allowed: boolean): Routes => ({'GET settings': {body: someSettings({may_summarise: allowed})}});

    test('asks once, and says where the summary will be', async () => {
        const {card, server} = await showCard(ended(), {routes: {...may(true), 'POST calls/call1/summary': {status: 202, body: {}}}});
        click(await card.findByRole('button', {name: 'Summarize with AI'}));
        await card.findByText(/It will appear in the call’s thread/);
        expect(card.queryByRole('button', {name: 'Summarize with AI'})).toBeNull();
        expect(server.requests('POST')).toEqual(['POST calls/call1/summary']);
    });

    test.each<[string, object, boolean]>([
        ['is not there once it is in the thread', {props: {whereby_minutes: 'call1'}}, false],
        ['is there again when that was deleted', {props: {whereby_minutes: 'call1'}, state: 'DELETED'}, true],
        ['is there beside another answer', {props: {}}, true],
    ])('%s', async (_what, answer, there) => {
        const state = mattermostState();
        state.posts.posts.answer1 = aPost({id: 'answer1', ...answer});
        Object.assign(state.posts, {postsInThread: {post1: ['answer1']}});
        const {card, server} = await showCard(ended(), {state, routes: may(true)});
        await settingsKnown(server);
        expect(card.queryByRole('button', {name: 'Summarize with AI'}) !== null).toBe(there);
    });

    test('tells why there is none', async () => {
        const {card} = await showCard(ended(), {routes: {...may(true), 'POST calls/call1/summary': {status: 409, body: {error: {code: 'minutes_there', message: 'It is there.'}}}}});
        click(await card.findByRole('button', {name: 'Summarize with AI'}));
        await card.findByText('It is there.');
        card.getByRole('button', {name: 'Summarize with AI'});
    });

    test.each<[string, Partial<Call>, boolean]>([
        ['without an agent', ended(), false],
        ['without a transcript', ended([{id: 'f', kind: 'recording', name: 'r.mp4', ready_at: 1, url: '/f'}]), true],
        ['while the call runs', {...ended(), state: 'live', ended_at: 0}, true],
    ])('is not there %s', async (_when, call, allowed) => {
        const {card, server} = await showCard(call, {routes: may(allowed)});
        await settingsKnown(server);
        expect(card.queryByRole('button', {name: 'Summarize with AI'})).toBeNull();
    });
});

describe('Call again', () => {
    test('starts the same call once more', async () => {
        const {card, server} = await showCard(
            {state: 'missed', root_id: 'root1', options: {duration_minutes: 30, audio_only: true, locked: true, large: false}},
            {routes: {'POST calls': {status: 201, body: aCall({id: 'call2', post_id: 'post2'})}}},
        );
        click(card.getByRole('button', {name: 'Call again'}));
        expect(card.getByRole('button', {name: 'Call again'})).toHaveProperty('ariaBusy', 'true');
        await waitFor(() => {
            expect(card.getByRole('button', {name: 'Call again'})).toHaveProperty('ariaBusy', 'false');
        });
        const [, init] = server.handler.mock.calls.find(([, {method}]) => method === 'POST') ?? [];
        expect(JSON.parse(init?.body as string)).toEqual({channel_id: CHANNEL, root_id: 'root1', topic: 'team-standup', duration_minutes: 30, audio_only: true, locked: true, large: false, ask: true});
    });

    test('has all that was special, in the channel\'s room too', async () => {
        const {card, server} = await showCard(
            {state: 'missed', lasting_room: true, options: {duration_minutes: 30, viewers: true, speakers: ['user2'], transcribe: true, captions: true, stream: false, record: false, priority: 'urgent'}},
            {routes: {'POST calls': {status: 201, body: aCall({id: 'call2', post_id: 'post2'})}}},
        );
        click(card.getByRole('button', {name: 'Call again'}));
        await waitFor(() => {
            expect(server.requests('POST')).toHaveLength(1);
        });
        const [, init] = server.handler.mock.calls.find(([, {method}]) => method === 'POST') ?? [];
        expect(JSON.parse(init?.body as string)).toEqual({
            channel_id: CHANNEL,
            root_id: '',
            topic: 'team-standup',
            duration_minutes: 30,
            viewers: true,
            speakers: ['user2'],
            transcribe: true,
            captions: true,
            in_room: true,
            ask: true,
        });
    });

    test('is not there where one may not post', async () => {
        const state = mattermostState();
        state.channels.channels[CHANNEL].delete_at = 1;
        const {card} = await showCard({state: 'ended', ended_at: 1}, {state});
        expect(card.queryByRole('button')).toBeNull();
    });
});
