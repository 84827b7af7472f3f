import {csrfToken} from '../host/csrf';
import {hostWindow} from '../host/window';

/** How many channels are offered at once. */
const OFFERED = 8;

/** A channel with the name of its team. */
export interface FoundChannel {
    id: string;
    name: string;
    team: string;
}

interface HostChannel {
    id: string;
    display_name: string;
    team_id: string;
    team_display_name?: string;
}

/** The public and private channels of all teams whose names have this in them. */
export async function searchChannels(term: string): Promise<FoundChannel[]> {
    const found = await ask<{channels: HostChannel[]} | HostChannel[]>('POST', 'channels/search', {term, page: 0, per_page: OFFERED});
    const channels = Array.isArray(found) ? found : found.channels;
    return channels.slice(0, OFFERED).map((channel) => ({
        id: channel.id,
        name: channel.display_name,
        team: channel.team_display_name ?? '',
    }));
}

/** The channel with an id; rejects when there is none. */
export async function channelWithId(id: string): Promise<FoundChannel> {
    const channel = await ask<HostChannel>('GET', `channels/${encodeURIComponent(id)}`);
    const team = channel.team_id ? await ask<{display_name: string}>('GET', `teams/${channel.team_id}`) : undefined;
    return {id, name: channel.display_name, team: team?.display_name ?? ''};
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
