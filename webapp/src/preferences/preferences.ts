import type {GlobalState} from '@mattermost/types/store';

import {csrfToken} from '../host/csrf';
import {currentUserId} from '../host/state';
import {hostWindow} from '../host/window';

/**
 * Where Mattermost keeps what people choose in the plugin's user settings.
 * Source: webapp/channels/src/utils/plugins/preferences.ts in mattermost/mattermost.
 */
const CATEGORY = 'pp_whereby';

/** What people can choose, and what the start dialog remembers. The server reads remind, ring and status too. */
export type PreferenceName = 'last_start' | 'open_in' | 'remind' | 'ring' | 'status';

/** What the current user chose; undefined when nothing. */
export function preference(state: GlobalState, name: PreferenceName): string | undefined {
    return state.entities.preferences.myPreferences[`${CATEGORY}--${name}`]?.value;
}

/** Remembers a choice on the server, which tells all of the person's clients of it. Its failure is no matter. */
export async function savePreference(state: GlobalState, name: PreferenceName, value: string): Promise<void> {
    const userId = currentUserId(state);
    try {
        await fetch(`${hostWindow().basename ?? ''}/api/v4/users/${userId}/preferences`, {
            method: 'PUT',
            headers: {'Content-Type': 'application/json', 'X-Requested-With': 'XMLHttpRequest', 'X-CSRF-Token': csrfToken()},
            body: JSON.stringify([{user_id: userId, category: CATEGORY, name, value}]),
            credentials: 'same-origin',
        });
    } catch {
        // The next choice is remembered again.
    }
}
