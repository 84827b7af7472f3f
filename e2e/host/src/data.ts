import WebSocketClient from '@mattermost/client/lib/websocket';
import {ChannelTypes, PostTypes, PreferenceTypes, RoleTypes, UserTypes} from 'mattermost-redux/action_types';
import {fetchChannelsAndMembers, selectChannel} from 'mattermost-redux/actions/channels';
import {getPosts, getPostThread, postDeleted, receivedNewPost, receivedPost} from 'mattermost-redux/actions/posts';
import {loadRolesIfNeeded} from 'mattermost-redux/actions/roles';
import {selectTeam} from 'mattermost-redux/actions/teams';
import {getMissingProfilesByIds, getStatusesByIds, loadMe} from 'mattermost-redux/actions/users';
import {Client4} from 'mattermost-redux/client';
import type {UnknownAction} from 'redux';

import type {Post} from '@mattermost/types/posts';

import {loadPlugins, slots} from './plugins';
import type {CommandArgs} from './plugins';
import {basename, history} from './router';
import {store} from './store';

Client4.setUrl(basename);

// The actions of mattermost-redux are thunks, which redux's own types do not know.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const dispatch = (action: unknown): any => store.dispatch(action as UnknownAction);
const entities = () => store.getState().entities;

/** Whether somebody is logged in already, by cookie. */
export async function start(): Promise<boolean> {
    if (!document.cookie.includes('MMCSRF=')) {
        return false;
    }
    await dispatch(loadMe());
    if (!entities().users.currentUserId) {
        return false;
    }
    for (const team of Object.values(entities().teams.teams)) {
        await loadChannels(team.id);
    }
    await dispatch(getStatusesByIds([entities().users.currentUserId]));
    connect();
    await loadPlugins();
    return true;
}

async function loadChannels(teamId: string) {
    await dispatch(fetchChannelsAndMembers(teamId));
    const {channels, teams, users} = entities();
    const members = [...Object.values(channels.myMembers), ...Object.values(teams.myMembers), users.profiles[users.currentUserId]];
    await dispatch(loadRolesIfNeeded(members.flatMap((member) => (member?.roles ?? '').split(' ')).filter(Boolean)));
    const others = Object.values(channels.channels).filter(({type}) => type === 'D').flatMap(({name}) => name.split('__'));
    await dispatch(getMissingProfilesByIds(others));
}

/** Opens what is at a path, /<team>/channels/<name>, /<team>/messages/@<user>, /<team>/threads/<post> or /<team>/pl/<post>; Town Square of the team, or of the first one, for any other. */
export async function openPath(path: string) {
    const [teamName, kind, name] = path.split('/').filter(Boolean).map(decodeURIComponent);
    const team = Object.values(entities().teams.teams).find((candidate) => candidate.name === teamName);
    if (!team || !name) {
        const fallback = team ?? Object.values(entities().teams.teams)[0];
        if (fallback) {
            history.replace(`/${fallback.name}/channels/town-square`);
        }
        return;
    }
    if (kind === 'threads') {
        dispatch(selectTeam(team.id));
        dispatch(selectChannel('')); // as Mattermost does
        return;
    }
    if (kind === 'pl') {
        const post = await Client4.getPost(name);
        const channel = entities().channels.channels[post.channel_id];
        history.replace(`/${team.name}/${channel?.team_id ? 'channels' : 'messages'}/${channel?.name}`);
        return;
    }
    const channelId = kind === 'messages' ? await directChannel(name) : await namedChannel(team.id, name);
    dispatch(selectTeam(team.id));
    dispatch(selectChannel(channelId));
    await dispatch(getPosts(channelId));
    await loadAuthors();
}

async function directChannel(name: string): Promise<string> {
    if (!name.startsWith('@')) {
        const group = Object.values(entities().channels.channels).find((channel) => channel.name === name);
        return group?.id ?? '';
    }
    const other = await Client4.getUserByUsername(name.slice(1));
    const channel = await Client4.createDirectChannel([entities().users.currentUserId, other.id]);
    dispatch({type: UserTypes.RECEIVED_PROFILE, data: other});
    return receiveChannel(channel.id);
}

async function namedChannel(teamId: string, name: string): Promise<string> {
    const {channels, myMembers} = entities().channels;
    const known = Object.values(channels).find((channel) => channel.team_id === teamId && channel.name === name);
    if (known && myMembers[known.id]) {
        return known.id;
    }
    const channel = await Client4.getChannelByName(teamId, name, true);
    if (channel.type === 'O' && !channel.delete_at) {
        await Client4.addToChannel(entities().users.currentUserId, channel.id);
    }
    return receiveChannel(channel.id);
}

async function receiveChannel(channelId: string): Promise<string> {
    const [channel, member] = await Promise.all([Client4.getChannel(channelId), Client4.getMyChannelMember(channelId)]);
    dispatch({type: ChannelTypes.RECEIVED_CHANNEL, data: channel});
    dispatch({type: ChannelTypes.RECEIVED_MY_CHANNEL_MEMBER, data: member});
    await dispatch(loadRolesIfNeeded(member.roles.split(' ')));
    return channelId;
}

function leaveChannel(channelId: string) {
    const {channels, currentChannelId} = entities().channels;
    const channel = channels[channelId];
    dispatch({type: ChannelTypes.LEAVE_CHANNEL, data: {id: channelId, user_id: entities().users.currentUserId, team_id: channel?.team_id, type: channel?.type}});
    if (channelId === currentChannelId) {
        history.push(`/${entities().teams.teams[entities().teams.currentTeamId]?.name}/channels/town-square`);
    }
}

async function loadAuthors() {
    const {posts} = entities().posts;
    await dispatch(getMissingProfilesByIds([...new Set(Object.values(posts).map((post) => post.user_id))]));
}

export async function openThread(rootId: string) {
    await dispatch(getPostThread(rootId));
    await loadAuthors();
}

/** Sends a message or a slash command from where the person is. */
export async function send(message: string, channelId: string, rootId: string) {
    if (!message.startsWith('/')) {
        await Client4.createPost({channel_id: channelId, root_id: rootId, message} as Post);
        return;
    }
    try {
        const command = await hooked(message, {channel_id: channelId, root_id: rootId, team_id: entities().teams.currentTeamId});
        if (!command) {
            return;
        }
        const response = await Client4.executeCommand(command.message, command.args);
        const place = response.goto_location;
        if (place?.startsWith('/')) {
            history.push(place);
        } else if (place) {
            window.open(place);
        }
    } catch (error) {
        ephemeral((error as Error).message, channelId, rootId);
    }
}

// What the plugins make of a command; undefined when one of them has done all.
async function hooked(message: string, args: CommandArgs) {
    let command = {message, args};
    for (const {it} of slots().commandHooks) {
        const verdict = await it(command.message, command.args);
        if (verdict.error) {
            throw new Error(verdict.error.message);
        }
        if (!verdict.message || !verdict.args) {
            return undefined;
        }
        command = {message: verdict.message, args: verdict.args};
    }
    return command;
}

function ephemeral(message: string, channelId: string, rootId: string) {
    const now = Date.now();
    receive({id: `local${now}`, type: 'system_ephemeral', channel_id: channelId, root_id: rootId, user_id: '', message, create_at: now, update_at: now, props: {}} as unknown as Post);
}

function receive(post: Post) {
    dispatch(entities().posts.posts[post.id] ? receivedPost(post) : receivedNewPost(post, false));
    void loadAuthors();
}

interface Message {
    event: string;
    data: Record<string, string | undefined>;
    broadcast: {channel_id: string; user_id: string};
}

function connect() {
    const socket = new WebSocketClient();
    socket.addMessageListener((message) => {
        handle(message as unknown as Message).catch((error: unknown) => {
            // eslint-disable-next-line no-console
            console.error(`websocket event ${message.event}`, error);
        });
    });
    socket.addReconnectListener(() => {
        const {currentChannelId} = entities().channels;
        if (currentChannelId) {
            dispatch(getPosts(currentChannelId));
        }
        slots().reconnects.forEach(({it}) => it());
    });
    socket.initialize(`${window.location.origin.replace('http', 'ws')}${basename}/api/v4/websocket`);
    Object.assign(window, {hostWebSocket: socket});
}

async function handle(message: Message) {
    const {event, data, broadcast} = message;
    switch (event) {
    case 'posted':
    case 'post_edited':
    case 'ephemeral_message':
        receive(JSON.parse(data.post ?? '{}') as Post);
        break;
    case 'post_deleted': {
        const post = JSON.parse(data.post ?? '{}') as Post;
        dispatch(postDeleted(post));
        dispatch({type: PostTypes.POST_REMOVED, data: post});
        break;
    }
    case 'channel_deleted':
    case 'channel_restored':
    case 'channel_updated':
    case 'channel_member_updated': {
        const channelId = data.channel_id ?? broadcast.channel_id;
        if (entities().channels.myMembers[channelId]) {
            await receiveChannel(channelId);
        }
        break;
    }
    case 'user_added':
    case 'direct_added':
    case 'group_added':
        if (!data.user_id || data.user_id === entities().users.currentUserId) {
            await receiveChannel(broadcast.channel_id);
        }
        break;
    case 'user_removed':
        if (broadcast.user_id === entities().users.currentUserId) {
            leaveChannel(data.channel_id ?? '');
        }
        break;
    case 'preferences_changed':
        dispatch({type: PreferenceTypes.RECEIVED_PREFERENCES, data: JSON.parse(data.preferences ?? '[]') as unknown});
        break;
    case 'status_change':
        dispatch({type: UserTypes.RECEIVED_STATUSES, data: {[data.user_id ?? '']: data.status}});
        break;
    case 'role_updated':
        dispatch({type: RoleTypes.RECEIVED_ROLE, data: JSON.parse(data.role ?? '{}') as unknown});
        break;
    case 'user_updated':
        await dispatch(loadMe());
        break;
    case 'plugin_enabled':
    case 'plugin_disabled':
        await loadPlugins();
        break;
    }
    for (const {it} of slots().events) {
        if (it.event === event) {
            it.handler(message);
        }
    }
}
