import React, {createContext, useContext} from 'react';
import type {ComponentType} from 'react';

import type {CallWindows} from './call_window/call_windows';
import type {ApiClient} from './calls/client';
import type {CallLoader} from './calls/loader';
import type {PluginSettings} from './calls/plugin_settings';
import type {CallStarter} from './calls/starter';
import type {CallsPanelProps} from './history/calls_panel';
import type {InviteDialogProps} from './invite/invite_dialog';
import type {Join} from './join/join_call';
import type {Knocks} from './knock/knocks';
import type {Notices} from './notice/notices';
import type {Plans} from './plans/plans';
import type {Rings} from './ring/rings';
import type {StartDialogs} from './start_dialog/start_dialogs';

/** The parts that components need beside the store; made once in plugin.tsx. */
export interface Services {
    client: ApiClient;
    dialogs: StartDialogs;
    join: Join;
    knocks: Knocks;
    loader: CallLoader;
    loadInvite: () => Promise<ComponentType<InviteDialogProps>>;
    loadPanel: () => Promise<ComponentType<CallsPanelProps>>;
    notices: Notices;

    /** Joins the call in a channel's lasting room, or starts one there. */
    openRoom: (channelId: string) => void;
    plans: Plans;
    rings: Rings;
    settings: PluginSettings;
    starter: CallStarter;
    windows: CallWindows;
}

const ServicesContext = createContext<Services | undefined>(undefined);

/** A component as Mattermost can mount it anywhere, with the services within reach. */
export function withServices<P extends object>(services: Services, Inner: ComponentType<P>): ComponentType<P> {
    return function WithServices(props: P) {
        return (
            <ServicesContext.Provider value={services}>
                <Inner {...props}/>
            </ServicesContext.Provider>
        );
    };
}

/** The services, in a component under withServices. */
export function useServices(): Services {
    const services = useContext(ServicesContext);
    if (!services) {
        throw new Error('rendered without withServices');
    }
    return services;
}
