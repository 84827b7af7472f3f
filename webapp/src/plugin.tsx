import React from 'react';
import {FormattedMessage} from 'react-intl';
import type {Store} from 'redux';

import type {GlobalState} from '@mattermost/types/store';

import {CallPost} from './call_card/call_post';
import {ApiClient} from './calls/client';
import {CALL_EVENT, callEventAction, KNOCK_EVENT, RING_EVENT} from './calls/events';
import {CallLoader} from './calls/loader';
import {PluginSettings} from './calls/plugin_settings';
import {endableCall} from './calls/rights';
import {callsReducer} from './calls/slice';
import {CallStarter} from './calls/starter';
import type {PluginRegistry, WebPlugin} from './host/registry';
import {currentChannelId, currentUserId} from './host/state';
import {hostWindow} from './host/window';
import {messagesFor} from './i18n';
import {APP_BAR_ICON} from './icons/icons';
import {createJoin} from './join/join_call';
import {Knocks} from './knock/knocks';
import {Notices} from './notice/notices';
import {ToastPlace} from './notice/toast_place';
import {RingList} from './ring/ring_list';
import {Rings} from './ring/rings';
import {withServices} from './services';
import {WebhookAddress} from './settings/webhook_address';
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
        const knocks = new Knocks();
        const rings = new Rings(client);
        const settings = new PluginSettings(client);
        const join = createJoin({client, loader, notices});
        const services = {client, join, knocks, loader, notices, rings, settings, starter};
        const loadSettings = () => {
            if (currentUserId(store.getState())) {
                settings.reload().catch(() => undefined);
            }
        };
        const press = createPress({join, notices, starter, store});
        const toastPlace = withServices(services, ToastPlace);
        const ringList = withServices(services, RingList);

        addStyles();
        registry.registerReducer(callsReducer);
        registry.registerTranslations(messagesFor);
        registry.registerRootComponent(withServices(services, ChannelWatcher));
        if (registry.registerGlobalComponent) {
            registry.registerGlobalComponent(toastPlace);
            registry.registerGlobalComponent(ringList);
        } else {
            registry.registerRootComponent(toastPlace);
            registry.registerRootComponent(ringList);
        }
        registry.registerPostTypeComponent('custom_whereby_call', withServices(services, CallPost));
        if (registry.registerCallButtonAction) {
            registry.registerCallButtonAction(<HeaderButton/>, <MenuItem/>, press, <ButtonIcon/>, <ActionText/>);

            // Beside a plain channel header button, Mattermost would show only this one.
            registry.registerAppBarComponent?.(APP_BAR_ICON, press, <ActionText/>);
        } else {
            registry.registerChannelHeaderButtonAction(<ButtonIcon/>, press, <ActionText/>, <ActionText/>);
        }
        registry.registerChannelHeaderMenuAction(
            <FormattedMessage id='whereby.menu.end'/>,
            (channelId) => {
                const call = endableCall(store.getState(), channelId);
                if (call) {
                    notices.askToEnd(call.id);
                }
            },
            (state) => endableCall(state, currentChannelId(state)) !== undefined,
        );
        registry.registerAdminConsoleCustomSetting('WebhookAddress', WebhookAddress, {showTitle: true});
        registry.registerWebSocketEventHandler(CALL_EVENT, (message) => {
            store.dispatch(callEventAction(message));
        });
        registry.registerWebSocketEventHandler(KNOCK_EVENT, ({data}) => {
            if (data.knock) {
                knocks.receive(data.knock);
            }
        });
        registry.registerWebSocketEventHandler(RING_EVENT, ({data}) => {
            if (data.ring) {
                rings.receive(data.ring);
            }
        });
        registry.registerReconnectHandler(() => {
            loader.reconnected(currentChannelId(store.getState()));
            loadSettings();
            if (currentUserId(store.getState())) {
                void rings.load();
            }
        });
        loadSettings();

        this.stop = () => {
            loader.dispose();
            notices.dismiss();
            knocks.dispose();
            rings.forget();
            removeStyles();
        };
    }

    uninitialize(): void {
        this.stop();
    }
}
