import type {ComponentType} from 'react';
import type {Store} from 'redux';

import type {GlobalState} from '@mattermost/types/store';

import type {PlanDialogProps} from './plan_dialog';
import type {PlanOfPostProps} from './plan_of_post';
import type {PluginSettings} from '../calls/plugin_settings';
import type {Schedule, Settings} from '../calls/types';
import {mattermostObstacle} from '../host/state';
import type {Notices} from '../notice/notices';
import {problem} from '../notice/problem';

/** What the chunk brings. */
export interface PlanParts {
    Card: ComponentType<PlanOfPostProps>;
    Dialog: ComponentType<PlanDialogProps>;
}

/** What is on show of planned calls. */
export interface PlansState {

    /** Grows whenever calls may be planned otherwise than they were. */
    readonly version: number;
    readonly dialog?: {channelId: string; schedule?: Schedule; settings: Settings; Dialog: ComponentType<PlanDialogProps>};

    /** What came of planned calls since that version, by their ids. */
    readonly news: Readonly<Record<string, Schedule>>;
}

interface Needs {
    load: () => Promise<PlanParts>;
    notices: Notices;
    settings: PluginSettings;
    store: Store<GlobalState>;
}

/** Holds what comes of planned calls, and the dialog that plans them; the code of card and dialog comes with the first of them. */
export class Plans {
    private state: PlansState = {version: 0, news: {}};
    private readonly listeners = new Set<() => void>();

    /** Shows the panel; plugin.tsx sets this and the next once the panel is registered. */
    showPanel: () => void = () => undefined;
    hidePanel: () => void = () => undefined;

    constructor(private readonly needs: Needs) {}

    readonly load = (): Promise<PlanParts> => this.needs.load();

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
            const [{Dialog}, known] = await Promise.all([load(), settings.load()]);
            this.set({dialog: {channelId, schedule, settings: known, Dialog}});
        } catch (error) {
            notices.show(problem(error));
        }
    }

    readonly close = (): void => {
        this.set({dialog: undefined});
    };

    /** Lets panel and cards load anew. */
    readonly changed = (): void => {
        this.set({version: this.state.version + 1, news: {}});
    };

    /** Takes what the server tells of planned calls. An answer may come in after an event that left the server later. */
    readonly receive = (schedule: Schedule): void => {
        const {news} = this.state;
        if (schedule.revision >= (news[schedule.id]?.revision ?? 0)) {
            this.set({news: {...news, [schedule.id]: schedule}});
        }
    };

    /** What follows when the dialog has planned or changed something. */
    readonly planned = (schedule: Schedule): void => {
        const isNew = !this.state.dialog?.schedule;
        this.close();
        this.receive(schedule);
        if (isNew) {
            this.showPanel();
        }
    };

    private set(changes: Partial<PlansState>): void {
        this.state = {...this.state, ...changes};
        this.listeners.forEach((listener) => {
            listener();
        });
    }
}
