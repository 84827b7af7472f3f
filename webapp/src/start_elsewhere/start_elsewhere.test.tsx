import {cleanup, render, screen, waitFor} from '@testing-library/react';
import React from 'react';
import {IntlProvider} from 'react-intl';
import {Provider} from 'react-redux';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import type {Post} from '@mattermost/types/posts';
import type {UserProfile} from '@mattermost/types/users';

import {aCall, aPost, CHANNEL, click, MattermostClient, mattermostState, serve} from '../testing/mattermost';

const ROOT = 'a'.repeat(26);
const bodies = ({handler}: ReturnType<typeof serve>) => handler.mock.calls.
    filter(([path, {method}]) => method === 'POST' && path.endsWith('/calls')).
    map(([, {body}]) => JSON.parse(body as string) as unknown);

afterEach(() => {
    cleanup();
    window.history.replaceState({}, '', '/team/channels/town-square');
});

function clientWith(post: Partial<Post>, change: (state: ReturnType<typeof mattermostState>) => void = () => undefined) {
    const server = serve({[`GET calls?channel_id=${CHANNEL}`]: {body: {calls: []}}, 'POST calls': {status: 201, body: aCall()}});
    const state = mattermostState();
    const message = aPost({type: '', root_id: '', message: 'The **build** is red', ...post});
    state.posts.posts[message.id] = message;
    change(state);
    return {client: new MattermostClient(state), server};
}

describe('a call about a message', () => {
    test.each([
        ['a message', {id: 'post1'}, {root_id: 'post1'}],
        ['an answer', {id: 'post2', root_id: 'post1'}, {root_id: 'post1', post_id: 'post2'}],
    ])('starts in the thread of %s', async (_what, post, about) => {
        const {client, server} = clientWith(post);
        client.registered.postMenu.action(post.id);
        await waitFor(() => {
            expect(bodies(server)).toEqual([{channel_id: CHANNEL, ...about, topic: 'The build is red', ask: true}]);
        });
    });

    test.each<[string, Partial<Post>, boolean]>([
        ['a message', {}, true],
        ['another plugin\'s post', {type: 'custom_zoom' as Post['type']}, true],
        ['what Mattermost says', {type: 'system_join_channel'}, false],
        ['what only this person sees', {type: 'system_ephemeral'}, false],
        ['a deleted message', {state: 'DELETED'}, false],
        ['a message deleted on the server', {delete_at: 1}, false],
        ['a call', {type: 'custom_whereby_call' as Post['type']}, false],
    ])('%s: offered is %s', (_what, post, offered) => {
        expect(clientWith(post).client.registered.postMenu.filter('post1')).toBe(offered);
    });

    test('is not offered where no call can be started, nor about what is not known', () => {
        const {client} = clientWith({}, (state) => {
            state.channels.channels[CHANNEL].delete_at = 1;
        });
        expect(client.registered.postMenu.filter('post1')).toBe(false);
        expect(clientWith({}).client.registered.postMenu.filter('other')).toBe(false);
    });
});

describe('the App Bar', () => {
    test('starts in the thread that is open in the list of threads', async () => {
        const {client, server} = clientWith({id: ROOT, channel_id: 'channel2'}, (state) => {
            Object.assign(state.channels.myMembers, {channel2: {roles: 'channel_user'}});
        });
        window.history.replaceState({}, '', `/team/threads/${ROOT}`);
        client.registered.appBar();
        await waitFor(() => {
            expect(bodies(server)).toEqual([{channel_id: 'channel2', root_id: ROOT, topic: 'The build is red', ask: true}]);
        });
    });

    test('hears a click that Mattermost does not hand on, where no channel is open', async () => {
        const {server} = clientWith({id: ROOT, channel_id: 'channel2'}, (state) => {
            Object.assign(state.channels.myMembers, {channel2: {roles: 'channel_user'}});
            state.channels.currentChannelId = '';
        });
        window.history.replaceState({}, '', `/team/threads/${ROOT}`);
        document.body.insertAdjacentHTML('beforeend', '<div id="app-bar-icon-whereby"><img></div>');
        document.querySelector<HTMLElement>('#app-bar-icon-whereby img')?.click();
        await waitFor(() => {
            expect(bodies(server)).toEqual([{channel_id: 'channel2', root_id: ROOT, topic: 'The build is red', ask: true}]);
        });
    });

    test.each(['/team/threads', `/team/threads/${'b'.repeat(26)}`, '/team/channels/town-square'])('starts in the channel at %s', async (path) => {
        const {client, server} = clientWith({id: ROOT});
        window.history.replaceState({}, '', path);
        client.registered.appBar({id: CHANNEL} as Parameters<typeof client.registered.appBar>[0]);
        await waitFor(() => {
            expect(bodies(server)).toEqual([{channel_id: CHANNEL, ask: true}]);
        });
    });

    test.each([['/team/channels/town-square', 'Start Whereby call'], [`/team/threads/${ROOT}`, 'Start Whereby call in this thread']])('says so: %s', (path, text) => {
        window.history.replaceState({}, '', path);
        const {client} = clientWith({id: ROOT});
        client.show([], 'en', client.registered.appBarText);
        expect(screen.getByText(text)).toBeTruthy();
    });
});

describe('a person\'s profile', () => {
    const push = vi.fn();
    const alice = {id: 'user2', username: 'alice', is_bot: false, delete_at: 0};

    beforeEach(() => {
        push.mockReset();
        vi.stubGlobal('WebappUtils', {browserHistory: {push}});
    });

    function show(user: Partial<UserProfile>, directChannel = {status: 201, body: {id: 'direct1'} as object}) {
        const server = serve({'POST /api/v4/channels/direct': directChannel, 'POST calls': {status: 201, body: aCall({channel_id: 'direct1'})}});
        const client = new MattermostClient();
        const {popover: Popover, messages} = client.registered;
        const hide = vi.fn();
        render(
            <Provider store={client.store}>
                <IntlProvider
                    locale='en'
                    messages={messages('en')}
                >
                    <Popover
                        user={{...alice, ...user} as UserProfile}
                        hide={hide}
                    />
                </IntlProvider>
            </Provider>,
        );
        return {server, client, hide};
    }

    test('calls them in the direct messages, and goes there', async () => {
        const {server, hide} = show({});
        click(screen.getByRole('button', {name: 'Start a Whereby call'}));
        await waitFor(() => {
            expect(bodies(server)).toEqual([{channel_id: 'direct1', ask: true}]);
        });
        const [, init] = server.handler.mock.calls.find(([path]) => path.endsWith('/direct')) ?? [];
        expect(init?.body).toBe('["user1","user2"]');
        expect(push).toHaveBeenCalledWith('/office/messages/@alice');
        expect(hide).toHaveBeenCalled();
    });

    test.each([['oneself', {id: 'user1'}], ['a bot', {is_bot: true}], ['somebody who is gone', {delete_at: 1}]])('has nothing for %s', (_whom, user) => {
        show(user);
        expect(screen.queryByRole('button')).toBeNull();
    });

    test('goes nowhere when Mattermost has no direct messages for them', async () => {
        const {client, server} = show({}, {status: 403, body: {}});
        click(screen.getByRole('button'));
        client.show();
        await screen.findByText(/did not/);
        expect(push).not.toHaveBeenCalled();
        expect(bodies(server)).toEqual([]);
    });
});
