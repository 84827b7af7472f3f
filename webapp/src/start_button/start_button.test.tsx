import {act, cleanup, fireEvent, screen, waitFor} from '@testing-library/react';
import {afterEach, describe, expect, test, vi} from 'vitest';

import {aCall, aStay, CHANNEL, click, MattermostClient, mattermostState, serve} from '../testing/mattermost';
import type {Answer} from '../testing/mattermost';

const LIST = `GET calls?channel_id=${CHANNEL}`;
const nothing: Answer = {body: {calls: [], next_cursor: ''}};
const button = () => screen.getByRole('button', {name: /^(start call|starting|join call)/i});

function deferred<T>() {
    let resolve: (value: T) => void = () => undefined;
    const promise = new Promise<T>((done) => {
        resolve = done;
    });
    return {promise, resolve};
}

afterEach(() => {
    cleanup();
    vi.useRealTimers();
});

describe('starting', () => {
    test('posts the channel once, with the headers Mattermost and the plugin want', async () => {
        vi.spyOn(document, 'cookie', 'get').mockReturnValue('MMUSERID=x; MMCSRF=token1');
        const server = serve({[LIST]: nothing, 'POST calls': {status: 201, body: aCall()}});
        new MattermostClient().show();
        click(button());
        await screen.findByRole('button', {name: 'Join call'});

        const [, init] = server.handler.mock.calls.find(([, {method}]) => method === 'POST') ?? [];
        expect(init?.headers).toMatchObject({'X-CSRF-Token': 'token1', 'X-Requested-With': 'XMLHttpRequest', 'X-Whereby-Ephemeral': '1'});
        expect(JSON.parse(init?.body as string)).toEqual({channel_id: CHANNEL, ask: true});
    });

    test('a double click makes one call and joins nothing', async () => {
        const open = vi.spyOn(window, 'open').mockReturnValue(null);
        const server = serve({[LIST]: nothing, 'POST calls': {status: 201, body: aCall()}});
        new MattermostClient().show();
        click(button());
        click(button());
        await screen.findByRole('button', {name: 'Join call'});
        click(button());

        expect(server.requests('POST')).toHaveLength(1);
        expect(open).not.toHaveBeenCalled();
    });

    test('a touch, which is a touchend and a click, makes one call', async () => {
        const server = serve({[LIST]: nothing, 'POST calls': {status: 201, body: aCall()}});
        new MattermostClient().show();
        fireEvent.touchEnd(button());
        click(button());
        await screen.findByRole('button', {name: 'Join call'});
        expect(server.requests('POST')).toHaveLength(1);
    });

    test('a press during a slow start makes no second call', async () => {
        vi.useFakeTimers({toFake: ['performance']});
        const answer = deferred<Answer>();
        const server = serve({[LIST]: nothing, 'POST calls': () => answer.promise});
        new MattermostClient().show();
        click(button());
        await screen.findByRole('button', {name: 'Starting the call'});
        expect(button()).toHaveProperty('ariaBusy', 'true');
        vi.advanceTimersByTime(5000);
        click(button());

        await act(async () => {
            answer.resolve({status: 201, body: aCall()});
            await answer.promise;
        });
        await screen.findByRole('button', {name: 'Join call'});
        expect(server.requests('POST')).toHaveLength(1);
    });

    test('is free again after a refusal, which the plugin itself explains', async () => {
        serve({[LIST]: nothing, 'POST calls': {status: 403, body: {error: {code: 'forbidden', message: 'You may not.'}}}});
        new MattermostClient().show();
        click(button());
        await screen.findByRole('button', {name: 'Starting the call'});
        await screen.findByRole('button', {name: 'Start call'});
        expect(screen.queryByText('You may not.')).toBeNull();
    });

    test('turns to Join when a call runs already', async () => {
        serve({[LIST]: nothing, 'POST calls': {status: 409, body: {error: {code: 'running', message: 'A call runs.'}, call: aCall()}}});
        new MattermostClient().show();
        click(button());
        await screen.findByRole('button', {name: 'Join call'});
    });

    test.each([
        ['nothing', () => Promise.reject(new TypeError('network'))],
        ['an error page', () => Promise.resolve(new Response('Bad gateway', {status: 502}))],
    ])('says so when %s comes back', async (_what, answer) => {
        vi.stubGlobal('fetch', (_path: string, {method}: RequestInit) => (method === 'POST' ? answer() : Promise.resolve(Response.json({calls: []}))));
        new MattermostClient().show();
        click(button());
        await screen.findByText(/did not answer/);
        await screen.findByRole('button', {name: 'Start call'});
    });

    test('is not offered in an archived channel, and says why', () => {
        const server = serve({[LIST]: nothing});
        const state = mattermostState();
        state.channels.channels[CHANNEL].delete_at = 1;
        new MattermostClient(state).show();
        expect(button()).toHaveProperty('ariaDisabled', 'true');
        expect(button().title).toMatch(/archived/);
        click(button());
        expect(screen.getByText(/archived/)).toBeTruthy();
        expect(server.requests('POST')).toHaveLength(0);
    });

    test('is not offered without permission to post', () => {
        serve({[LIST]: nothing});
        const state = mattermostState();
        state.roles.roles.channel_user.permissions = ['read_channel'];
        new MattermostClient(state).show();
        expect(button()).toHaveProperty('ariaDisabled', 'true');
        expect(button().title).toMatch(/may not post/);
    });

    test('is offered while the roles are not loaded: the server decides', () => {
        serve({[LIST]: nothing});
        const state = mattermostState();
        state.roles.roles = {} as typeof state.roles.roles;
        new MattermostClient(state).show();
        expect(button()).toHaveProperty('ariaDisabled', 'false');
    });

    test('works on a Mattermost without call buttons', async () => {
        serve({[LIST]: nothing, 'POST calls': {status: 201, body: aCall()}});
        const client = new MattermostClient(mattermostState(), ['registerCallButtonAction']);
        client.registered.action({id: CHANNEL} as Parameters<typeof client.registered.action>[0]);
        await waitFor(() => {
            expect(client.store.getState()).toHaveProperty('plugins-whereby.calls.call1.state', 'open');
        });
    });
});

describe('the running call', () => {
    test('is known from the server when the channel opens', async () => {
        const server = serve({[LIST]: {body: {calls: [aCall()]}}});
        const client = new MattermostClient();
        client.show();
        await screen.findByRole('button', {name: 'Join call'});
        expect(button().title).toBe('team-standup');

        client.switchChannel('channel2');
        await screen.findByRole('button', {name: 'Start call'});
        client.switchChannel(CHANNEL);
        await screen.findByRole('button', {name: 'Join call'});
        expect(server.requests(LIST)).toHaveLength(1);
    });

    test('comes and goes by websocket events', async () => {
        serve({[LIST]: nothing});
        const client = new MattermostClient();
        client.show();
        await screen.findByRole('button', {name: 'Start call'});

        client.event(aCall({state: 'creating', post_id: ''}));
        screen.getByRole('button', {name: 'Start call'});
        client.event(aCall({state: 'live', revision: 2, attendance: [aStay('user2', 1), aStay('user2', 2), aStay('~Zoe', 3), aStay('user3', 4, 5)]}));
        screen.getByRole('button', {name: 'Join call, 2 people in it'});
        client.event(aCall({state: 'ended', revision: 4}));
        screen.getByRole('button', {name: 'Start call'});
        client.event(aCall({state: 'live', revision: 3}));
        screen.getByRole('button', {name: 'Start call'});
    });

    test('of another channel changes nothing here', async () => {
        serve({[LIST]: nothing});
        const client = new MattermostClient();
        client.show();
        await screen.findByRole('button', {name: 'Start call'});
        client.event(aCall({channel_id: 'channel2'}));
        screen.getByRole('button', {name: 'Start call'});
    });

    test('is asked for again after a reconnect', async () => {
        const routes = {[LIST]: {body: {calls: [aCall()]}}};
        serve(routes);
        const client = new MattermostClient();
        client.show();
        await screen.findByRole('button', {name: 'Join call'});
        routes[LIST] = {body: {calls: [aCall({state: 'ended'})]}};
        act(() => {
            client.registered.onReconnect();
        });
        await screen.findByRole('button', {name: 'Start call'});
    });

    test('is joined by a press, and a blocked window leaves a link', async () => {
        vi.spyOn(window, 'open').mockReturnValue(null);
        serve({[LIST]: {body: {calls: [aCall()]}}, 'GET calls/call1/join': {body: {url: 'https://example.whereby.com/room?displayName=bob'}}});
        const client = new MattermostClient();
        client.show();
        click(await screen.findByRole('button', {name: 'Join call'}));

        const link = await screen.findByRole('link', {name: 'Open the call'});
        expect(link.getAttribute('href')).toBe('https://example.whereby.com/room?displayName=bob');
        expect(link.getAttribute('rel')).toBe('noreferrer noopener');
        expect(JSON.stringify(client.store.getState())).not.toContain('displayName');

        click(link);
        await waitFor(() => {
            expect(screen.queryByRole('link')).toBeNull();
        });
    });

    test('that is over says so and gives the button back', async () => {
        const routes: Record<string, Answer> = {
            [LIST]: {body: {calls: [aCall()]}},
            'GET calls/call1/join': {status: 410, body: {error: {code: 'over', message: 'The call is over.'}}},
            'GET calls/call1': {body: aCall({state: 'ended'})},
        };
        vi.spyOn(window, 'open').mockReturnValue(null);
        serve(routes);
        new MattermostClient().show();
        click(await screen.findByRole('button', {name: 'Join call'}));
        await screen.findByText('The call is over.');
        await screen.findByRole('button', {name: 'Start call'});
    });
});

test('beside other call plugins it is an item of their menu', async () => {
    const server = serve({[LIST]: nothing, 'POST calls': {status: 201, body: aCall()}});
    const client = new MattermostClient();
    client.show([], 'en', client.registered.dropdownButton);
    click(screen.getByRole('button', {name: 'Start Whereby call'}));
    await screen.findByRole('button', {name: 'Join Whereby call'});
    expect(server.requests('POST')).toHaveLength(1);
});

test('the narrow header has an icon that tells the same', async () => {
    serve({[LIST]: nothing});
    const client = new MattermostClient();
    client.show([], 'en', client.registered.icon);
    await screen.findByText('Start call');
    client.event(aCall());
    screen.getByText('Join call');
});

test('the plugin leaves nothing behind in the page', () => {
    serve({[LIST]: nothing});
    const client = new MattermostClient();
    expect(document.querySelectorAll('#whereby-styles')).toHaveLength(1);
    client.plugin.uninitialize();
    expect(document.querySelectorAll('#whereby-styles')).toHaveLength(0);
});
