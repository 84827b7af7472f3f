import {csrfToken} from '../host/csrf';
import {hostWindow} from '../host/window';

/** Id of the direct messages of two people, which Mattermost makes if there were none. */
export async function openDirectChannel(me: string, other: string): Promise<string> {
    const response = await fetch(`${hostWindow().basename ?? ''}/api/v4/channels/direct`, {
        method: 'POST',
        headers: {'Content-Type': 'application/json', 'X-Requested-With': 'XMLHttpRequest', 'X-CSRF-Token': csrfToken()},
        body: JSON.stringify([me, other]),
        credentials: 'same-origin',
    });
    if (!response.ok) {
        throw new Error(`direct channel: ${response.status}`);
    }
    const {id} = await response.json() as {id: string};
    return id;
}
