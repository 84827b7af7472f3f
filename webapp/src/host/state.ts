import type {Channel} from '@mattermost/types/channels';
import type {Post} from '@mattermost/types/posts';
import type {Role} from '@mattermost/types/roles';
import type {GlobalState} from '@mattermost/types/store';
import type {Team} from '@mattermost/types/teams';
import type {UserProfile} from '@mattermost/types/users';

import {hostWindow} from './window';
import type {HostTexts} from '../i18n/translations';
import type {Notice} from '../notice/notices';

// Selectors on Mattermost's own part of the store. They bear with parts that
// are not loaded yet, since plugins come up at any time.

/** Id of the channel that is looked at, or empty. */
export function currentChannelId(state: GlobalState): string {
    return state.entities.channels.currentChannelId;
}

/** A channel, if this client knows it. */
export function channelById(state: GlobalState, id: string): Channel | undefined {
    return state.entities.channels.channels[id];
}

/** A post, if this client has it. */
export function postById(state: GlobalState, id: string): Post | undefined {
    const posts: Record<string, Post | undefined> = state.entities.posts.posts;
    return posts[id];
}

/** The part of addresses that stands for the team that is looked at, or empty. */
export function currentTeamName(state: GlobalState): string {
    const {currentTeamId, teams} = state.entities.teams;
    const known: Record<string, Team | undefined> = teams;
    return known[currentTeamId]?.name ?? '';
}

/** Id of whoever is logged in. */
export function currentUserId(state: GlobalState): string {
    return state.entities.users.currentUserId;
}

/** Mattermost's texts, which are in a part of the store that its types leave out. */
export function hostTexts(state: GlobalState): HostTexts {
    return (state as {views?: {i18n?: {translations?: HostTexts}}}).views?.i18n?.translations;
}

/** Whether the current user set a status with which nothing is to be heard. */
export function isUndisturbed(state: GlobalState): boolean {
    return ['dnd', 'ooo'].includes(state.entities.users.statuses[currentUserId(state)] ?? '');
}

/** The address of this Mattermost, without a trailing slash; the browser's where the server names none. */
export function siteUrl(state: GlobalState): string {
    const configured = state.entities.general.config.SiteURL;
    return (configured || window.location.origin + (hostWindow().basename ?? '')).replace(/\/+$/, '');
}

const ARCHIVED: Notice = {kind: 'archived'};
const NO_PERMISSION: Notice = {kind: 'no_permission'};

/** What in Mattermost keeps the current user from starting a call in a channel. */
export function mattermostObstacle(state: GlobalState, channelId: string): Notice | undefined {
    const channel = channelById(state, channelId);
    if (channel?.delete_at) {
        return ARCHIVED;
    }
    const loaded: Record<string, Role | undefined> = state.entities.roles.roles;
    const roles = myRoles(state, channelId, channel?.team_id ?? '').map((name) => loaded[name]);
    const mayPost = roles.length === 0 || roles.some((role) => !role || role.permissions.includes('create_post'));
    return mayPost ? undefined : NO_PERMISSION;
}

/** Whether the current user administers the channel, its team or the system. */
export function isAdminOf(state: GlobalState, channelId: string): boolean {
    const teamId = channelById(state, channelId)?.team_id ?? '';
    const roles = myRoles(state, channelId, teamId);
    return Boolean(state.entities.channels.myMembers[channelId]?.scheme_admin) ||
        Boolean(state.entities.teams.myMembers[teamId]?.scheme_admin) ||
        ['channel_admin', 'team_admin', 'system_admin'].some((role) => roles.includes(role));
}

function myRoles(state: GlobalState, channelId: string, teamId: string): string[] {
    const {users, teams, channels} = state.entities;
    const lists = [users.profiles[users.currentUserId]?.roles, teams.myMembers[teamId]?.roles, channels.myMembers[channelId]?.roles];
    return lists.flatMap((list) => (list ?? '').split(' ')).filter(Boolean);
}

/** A user's name as the current user wants names shown; undefined when this client does not know the user. */
export function userName(state: GlobalState, userId: string): string | undefined {
    return nameIn(preference(state, 'name_format') ?? state.entities.general.config.TeammateNameDisplay, state.entities.users.profiles[userId]);
}

/** A user's name as the server writes names where everybody reads them. */
export function nameByServer(state: GlobalState, userId: string): string | undefined {
    return nameIn(state.entities.general.config.TeammateNameDisplay, state.entities.users.profiles[userId]);
}

function nameIn(format: string | undefined, user: UserProfile | undefined): string | undefined {
    if (!user) {
        return undefined;
    }
    const fullName = `${user.first_name} ${user.last_name}`.trim();
    switch (format) {
    case 'nickname_full_name':
        return user.nickname || fullName || user.username;
    case 'full_name':
        return fullName || user.username;
    default:
        return user.username;
    }
}

/** How the current user wants times of day written. */
export function timeFormat(state: GlobalState): Intl.DateTimeFormatOptions {
    const user = state.entities.users.profiles[currentUserId(state)];
    return {
        hour: 'numeric',
        minute: '2-digit',
        hourCycle: preference(state, 'use_military_time') === 'true' ? 'h23' : 'h12',
        timeZone: chosenTimeZone(user),
    };
}

// Undefined, which is the browser's zone, unless the user set another one.
function chosenTimeZone(user?: UserProfile): string | undefined {
    const zone = user?.timezone;
    return zone && String(zone.useAutomaticTimezone) === 'false' && zone.manualTimezone ? zone.manualTimezone : undefined;
}

function preference(state: GlobalState, name: string): string | undefined {
    return state.entities.preferences.myPreferences[`display_settings--${name}`]?.value;
}
