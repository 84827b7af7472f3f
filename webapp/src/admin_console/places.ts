import {csrfToken} from '../host/csrf';
import {hostWindow} from '../host/window';

/** How many are offered at once. */
const OFFERED = 8;

/** A channel with the name of its team, or a team. */
export interface Found {
    id: string;
    name: string;
    team: string;
}

/** Where something is searched. */
export interface Place {

    /** Those whose names have this in them. */
    search: (term: string) => Promise<Found[]>;

    /** The one with an id; rejects when there is none. */
    withId: (id: string) => Promise<Found>;
}

interface HostTeam {
    id: string;
    display_name: string;
}

interface HostChannel {
    id: string;
    display_name: string;
    team_id: string;
    team_display_name?: string;
}

/** The public and private channels of all teams. */
export const channels: Place = {search: searchChannels, withId: channelWithId};

/** All teams. */
export const teams: Place = {search: searchTeams, withId: teamWithId};

async function searchChannels(term: string): Promise<Found[]> {
    const found = await ask<{channels: HostChannel[]} | HostChannel[]>('POST', 'channels/search', {term, page: 0, per_page: OFFERED});
    const list = Array.isArray(found) ? found : found.channels;
    return list.slice(0, OFFERED).map((channel) => ({
        id: channel.id,
        name: channel.display_name,
        team: channel.team_display_name ?? '',
    }));
}

async function channelWithId(id: string): Promise<Found> {
    const channel = await ask<HostChannel>('GET', `channels/${encodeURIComponent(id)}`);
    const team = channel.team_id ? await teamWithId(channel.team_id) : undefined;
    return {id, name: channel.display_name, team: team?.name ?? ''};
}

async function searchTeams(term: string): Promise<Found[]> {
    const {teams: list} = await ask<{teams: HostTeam[]}>('POST', 'teams/search', {term, page: 0, per_page: OFFERED});
    return list.map(({id, display_name: name}) => ({id, name, team: ''}));
}

async function teamWithId(id: string): Promise<Found> {
    const {display_name: name} = await ask<HostTeam>('GET', `teams/${encodeURIComponent(id)}`);
    return {id, name, team: ''};
}

async function ask<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
    const response = await fetch(`${hostWindow().basename ?? ''}/api/v4/${path}`, {
        method,
        headers: {'Content-Type': 'application/json', 'X-Requested-With': 'XMLHttpRequest', 'X-CSRF-Token': csrfToken()},
        body: body ? JSON.stringify(body) : null,
        credentials: 'same-origin',
    });
    if (!response.ok) {
        throw new Error(`${path}: ${response.status}`);
    }
    return await response.json() as T;
}
