import React from 'react';
import type {Store} from 'redux';

import type {GlobalState} from '@mattermost/types/store';

import {CallPost} from './call_card/call_post';
import {ApiClient} from './calls/client';
import {CALL_EVENT, callEventAction} from './calls/events';
import {CallLoader} from './calls/loader';
import {callsReducer} from './calls/slice';
import {CallStarter} from './calls/starter';
import type {PluginRegistry, WebPlugin} from './host/registry';
import {currentChannelId} from './host/state';
import {hostWindow} from './host/window';
import {messagesFor} from './i18n';
import {APP_BAR_ICON} from './icons/icons';
import {Notices} from './notice/notices';
import {Toast} from './notice/toast';
import {withServices} from './services';
import {ChannelWatcher} from './start_button/channel_watcher';
import {ActionText, ButtonIcon, HeaderButton, MenuItem} from './start_button/header_button';
import {createPress} from './start_button/press';
import {addStyles, removeStyles} from './styles/styles';

/** Wires the parts together and into Mattermost; there are no rules in here. */
export class Plugin implements WebPlugin {
    private stop: () => void = () => undefined;

    initialize(registry: PluginRegistry, store: Store<GlobalState>): void {
        const client = new ApiClient(hostWindow().basename ?? '');
        const notices = new Notices();
        const loader = new CallLoader(client, store);
        const starter = new CallStarter(client, store, notices);
        const services = {client, loader, notices, starter};
        const press = createPress({...services, store});

        addStyles();
        registry.registerReducer(callsReducer);
        registry.registerTranslations(messagesFor);
        registry.registerRootComponent(withServices(services, ChannelWatcher));
        registry.registerRootComponent(withServices(services, Toast));
        registry.registerPostTypeComponent('custom_whereby_call', withServices(services, CallPost));
        if (registry.registerCallButtonAction) {
            registry.registerCallButtonAction(<HeaderButton/>, <MenuItem/>, press, <ButtonIcon/>, <ActionText/>);

            // Beside a plain channel header button, Mattermost would show only this one.
            registry.registerAppBarComponent?.(APP_BAR_ICON, press, <ActionText/>);
        } else {
            registry.registerChannelHeaderButtonAction(<ButtonIcon/>, press, <ActionText/>, <ActionText/>);
        }
        registry.registerWebSocketEventHandler(CALL_EVENT, (message) => {
            store.dispatch(callEventAction(message));
        });
        registry.registerReconnectHandler(() => {
            loader.reconnected(currentChannelId(store.getState()));
        });

        this.stop = () => {
            loader.dispose();
            notices.dismiss();
            removeStyles();
        };
    }

    uninitialize(): void {
        this.stop();
    }
}
