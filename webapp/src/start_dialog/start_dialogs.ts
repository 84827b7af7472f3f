import type {ComponentType} from 'react';
import type {Store} from 'redux';

import type {GlobalState} from '@mattermost/types/store';

import type {StartDialogProps} from './start_dialog';
import type {PluginSettings} from '../calls/plugin_settings';
import {obstacleToStart} from '../calls/rights';
import type {Settings, StartRequest} from '../calls/types';
import type {Notices} from '../notice/notices';
import {problem} from '../notice/problem';

/** A dialog on show. */
export interface OpenDialog {

    /** Where the call is to be, and what is known of it already. */
    draft: StartRequest;
    settings: Settings;
    Dialog: ComponentType<StartDialogProps>;
}

interface Needs {
    load: () => Promise<ComponentType<StartDialogProps>>;
    notices: Notices;
    settings: PluginSettings;
    store: Store<GlobalState>;
}

/** Holds the start dialog while one is open; its code comes with the first one. */
export class StartDialogs {
    private shown: OpenDialog | undefined;
    private readonly listeners = new Set<() => void>();

    constructor(private readonly needs: Needs) {}

    readonly current = (): OpenDialog | undefined => this.shown;

    readonly subscribe = (listener: () => void): (() => void) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    };

    /** Opens the dialog, or tells why not. */
    async open(draft: StartRequest): Promise<void> {
        const {load, notices, settings, store} = this.needs;
        notices.dismiss();
        const obstacle = obstacleToStart(store.getState(), draft.channel_id);
        if (obstacle) {
            notices.show(obstacle);
            return;
        }
        try {
            const [Dialog, known] = await Promise.all([load(), settings.load()]);
            this.set({draft, settings: known, Dialog});
        } catch (error) {
            notices.show(problem(error));
        }
    }

    readonly close = (): void => {
        this.set(undefined);
    };

    private set(shown: OpenDialog | undefined): void {
        this.shown = shown;
        this.listeners.forEach((listener) => {
            listener();
        });
    }
}
