import type {ComponentType} from 'react';
import type {Store} from 'redux';

import type {GlobalState} from '@mattermost/types/store';

import {checkedLink, openCall} from './open_call';
import {whereToOpen} from './where_to_open';
import type {CallWindowProps} from '../call_window/call_window';
import type {CallWindows} from '../call_window/call_windows';
import type {ApiClient} from '../calls/client';
import type {CallLoader} from '../calls/loader';
import type {PluginSettings} from '../calls/plugin_settings';
import {callsSlice} from '../calls/slice';
import type {Notice, Notices} from '../notice/notices';
import {problem} from '../notice/problem';

interface Needs {
    client: ApiClient;
    loader: CallLoader;
    loadWindow: () => Promise<ComponentType<CallWindowProps>>;
    notices: Notices;
    settings: PluginSettings;
    store: Store<GlobalState>;
    windows: CallWindows;
}

/**
 * Joins a call; to be called right in the handler of a click. `tell` gets what
 * went wrong, and undefined before; without it, that is told beside the page.
 */
export type Join = (callId: string, tell?: (notice?: Notice) => void) => Promise<void>;

/** Makes the one way into calls. */
export function createJoin({client, loader, loadWindow, notices, settings, store, windows}: Needs): Join {
    const tellBeside = (notice?: Notice) => {
        if (notice) {
            notices.show(notice);
        } else {
            notices.dismiss();
        }
    };

    const joinInWindow = async (callId: string) => {
        const Window = await loadWindow();
        windows.open(callId, checkedLink(await client.join(callId)), Window);

        // The window must hear of the call's end.
        if (!callsSlice(store.getState()).calls[callId]) {
            void loader.refresh(callId);
        }
    };

    const joinInTab = async (callId: string): Promise<Notice | undefined> => {
        const blocked = await openCall(() => client.join(callId));
        return blocked && {kind: 'blocked', url: blocked.url};
    };

    return async (callId, tell = tellBeside) => {
        const inside = windows.callId();
        if (inside === callId) {
            windows.focus();
            return;
        }
        if (inside) {
            windows.ask(callId);
            return;
        }
        tell(undefined);
        const where = whereToOpen(store.getState(), settings.current());
        try {
            if (where === 'window') {
                await joinInWindow(callId);
            } else {
                const notice = await joinInTab(callId);
                tell(notice ?? (where === 'insecure' ? {kind: 'insecure'} : undefined));
            }
        } catch (error) {
            tell(problem(error));
            void loader.refresh(callId);
        }
        settings.load().catch(() => undefined);
    };
}
