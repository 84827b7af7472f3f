import type {ComponentType} from 'react';
import type {Store} from 'redux';

import type {GlobalState} from '@mattermost/types/store';

import type {PlanDialogProps} from './plan_dialog';
import type {PluginSettings} from '../calls/plugin_settings';
import type {Schedule, Settings} from '../calls/types';
import {mattermostObstacle} from '../host/state';
import type {Notices} from '../notice/notices';
import {problem} from '../notice/problem';

/** What is on show of planned calls. */
export interface PlansState {

    /** Grows whenever calls may be planned otherwise than they were. */
    readonly version: number;
    readonly dialog?: {channelId: string; schedule?: Schedule; settings: Settings; Dialog: ComponentType<PlanDialogProps>};
}

interface Needs {
    load: () => Promise<ComponentType<PlanDialogProps>>;
    notices: Notices;
    settings: PluginSettings;
    store: Store<GlobalState>;
}

/** Holds the dialog that plans calls, whose code comes with the first, and tells the panel when to look again. */
export class Plans {
    private state: PlansState = {version: 0};
    private readonly listeners = new Set<() => void>();

    /** Shows the panel; plugin.tsx sets this and the next once the panel is registered. */
    showPanel: () => void = () => undefined;
    hidePanel: () => void = () => undefined;

    constructor(private readonly needs: Needs) {}

    readonly current = (): PlansState => this.state;

    readonly subscribe = (listener: () => void): (() => void) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    };

    /** Opens the dialog for a channel, or for what is planned there, or tells why not. Rules about now do not matter: the server knows those about then. */
    async open(channelId: string, schedule?: Schedule): Promise<void> {
        const {load, notices, settings, store} = this.needs;
        notices.dismiss();
        const obstacle = mattermostObstacle(store.getState(), channelId);
        if (obstacle) {
            notices.show(obstacle);
            return;
        }
        try {
            const [Dialog, known] = await Promise.all([load(), settings.load()]);
            this.set({...this.state, dialog: {channelId, schedule, settings: known, Dialog}});
        } catch (error) {
            notices.show(problem(error));
        }
    }

    readonly close = (): void => {
        this.set({version: this.state.version});
    };

    /** Lets the panel load anew. */
    readonly changed = (): void => {
        this.set({...this.state, version: this.state.version + 1});
    };

    /** What follows when the dialog has planned something. */
    readonly planned = (): void => {
        this.close();
        this.changed();
        this.showPanel();
    };

    private set(state: PlansState): void {
        this.state = state;
        this.listeners.forEach((listener) => {
            listener();
        });
    }
}
