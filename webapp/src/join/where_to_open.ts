import type {GlobalState} from '@mattermost/types/store';

import type {OpenIn, Settings} from '../calls/types';
import {hostWindow, isDesktopApp} from '../host/window';
import {preference} from '../preferences/preferences';

/** A window, a tab, or a tab because only secure pages get camera and microphone. */
export type WhereToOpen = OpenIn | 'insecure';

/** Where a call opens: as the person chose, else as the admin did. */
export function whereToOpen(state: GlobalState, settings?: Settings): WhereToOpen {
    const wanted = chosen(state) ?? fallback(settings);
    return wanted === 'window' && !hostWindow().isSecureContext ? 'insecure' : wanted;
}

function chosen(state: GlobalState): OpenIn | undefined {
    const choice = preference(state, 'open_in');
    return choice === 'window' || choice === 'tab' ? choice : undefined;
}

// The desktop app may keep camera and microphone from embedded pages. There,
// a tab is one of the system's browser.
function fallback(settings?: Settings): OpenIn {
    return settings && !isDesktopApp() ? settings.open_in : 'tab';
}
