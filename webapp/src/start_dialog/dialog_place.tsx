import React, {useSyncExternalStore} from 'react';
import {useSelector, useStore} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import {currentUserId} from '../host/state';
import {preference, savePreference} from '../preferences/preferences';
import {useServices} from '../services';

/** Where the start dialog is, while it is open. */
export function DialogPlace() {
    const {dialogs, starter} = useServices();
    const store = useStore<GlobalState>();
    const shown = useSyncExternalStore(dialogs.subscribe, dialogs.current);
    const userId = useSelector(currentUserId);

    // The place stays when the person logs out.
    if (!shown || !userId) {
        return null;
    }
    const {Dialog, draft, settings} = shown;
    return (
        <Dialog
            draft={draft}
            settings={settings}
            last={preference(store.getState(), 'last_start')}
            start={(request) => starter.attempt(request)}
            onStarted={(choice) => {
                void savePreference(store.getState(), 'last_start', JSON.stringify(choice));
            }}
            onClose={dialogs.close}
        />
    );
}
