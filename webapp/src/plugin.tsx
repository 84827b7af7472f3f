import React from 'react';
import type {ComponentType} from 'react';
import {FormattedMessage} from 'react-intl';
import type {Store} from 'redux';

import type {GlobalState} from '@mattermost/types/store';

import type {CustomSettings} from './admin_console/chunk';
import {CallPost} from './call_card/call_post';
import type {CallWindowProps} from './call_window/call_window';
import {CallWindows} from './call_window/call_windows';
import {WindowPlace} from './call_window/window_place';
import {ApiClient} from './calls/client';
import {CALL_EVENT, callEventAction, KNOCK_EVENT, RING_EVENT, SCHEDULE_EVENT} from './calls/events';
import {CallLoader} from './calls/loader';
import {PluginSettings} from './calls/plugin_settings';
import {endableCall, obstacleToStart} from './calls/rights';
import {callsReducer, joinableCall} from './calls/slice';
import {CallStarter} from './calls/starter';
import {chunk} from './chunks/chunk';
import type {ConnectionsSetting} from './connections/chunk';
import type {CallsPanelProps} from './history/calls_panel';
import {PanelPlace} from './history/panel_place';
import type {PluginRegistry, WebPlugin} from './host/registry';
import {currentChannelId, currentUserId, hostTexts} from './host/state';
import {hostWindow, isPopout} from './host/window';
import {english} from './i18n/english';
import {Translations} from './i18n/translations';
import {APP_BAR_ICON} from './icons/icons';
import type {InviteDialogProps} from './invite/invite_dialog';
import {createJoin} from './join/join_call';
import {Knocks} from './knock/knocks';
import {Notices} from './notice/notices';
import {ToastPlace} from './notice/toast_place';
import {PlanPlace} from './plans/plan_places';
import {PlanPost} from './plans/plan_post';
import {Plans} from './plans/plans';
import type {PlanParts} from './plans/plans';
import type {ReportSetting} from './report/chunk';
import {RingList} from './ring/ring_list';
import {Rings} from './ring/rings';
import {withServices} from './services';
import {lazySetting} from './settings/lazy_setting';
import {ChannelWatcher} from './start_button/channel_watcher';
import {ActionText, AppBarText, ButtonIcon, HeaderButton, MenuItem} from './start_button/header_button';
import {createAppBarPress, createPress, createRoomPress} from './start_button/press';
import {DialogPlace} from './start_dialog/dialog_place';
import type {StartDialogProps} from './start_dialog/start_dialog';
import {StartDialogs} from './start_dialog/start_dialogs';
import {createMessageCall} from './start_elsewhere/message_call';
import {PopoverCall} from './start_elsewhere/popover_call';
import {createSlashHook} from './start_elsewhere/slash_hook';
import {addStyles, removeStyles} from './styles/styles';
import {registerUserSettings} from './user_settings/user_settings';

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
        const windows = new CallWindows();
        const join = createJoin({client, loader, loadWindow: chunk<ComponentType<CallWindowProps>>('call_window'), notices, settings, store, windows});
        const dialogs = new StartDialogs({load: chunk<ComponentType<StartDialogProps>>('start_dialog'), notices, settings, store});
        const openRoom = createRoomPress({join, notices, starter, store});
        const loadInvite = chunk<ComponentType<InviteDialogProps>>('invite');
        const loadPanel = chunk<ComponentType<CallsPanelProps>>('history');
        const plans = new Plans({load: chunk<PlanParts>('plans'), notices, settings, store});
        const services = {client, dialogs, join, knocks, loader, loadInvite, loadPanel, notices, openRoom, plans, rings, settings, starter, windows};
        const translations = new Translations((messages) => {
            registry.registerTranslations(translations.messagesFor);
            registerUserSettings(registry, messages);
        });
        const loadSettings = () => {
            if (currentUserId(store.getState())) {
                settings.reload().catch(() => undefined);
            }
        };
        const customSettings = chunk<CustomSettings>('admin_console');
        const press = createPress({join, notices, starter, store});
        const pressAppBar = createAppBarPress({join, notices, starter, store});

        // Where no channel is open, as in the Threads view, Mattermost 11.6 does not hand such clicks on.
        const hearAppBar = ({target}: MouseEvent) => {
            if (!currentChannelId(store.getState()) && target instanceof Element && target.closest('#app-bar-icon-whereby')) {
                pressAppBar();
            }
        };
        const Button = withServices(services, HeaderButton);
        const dialogPlace = withServices(services, DialogPlace);
        const planPlace = withServices(services, PlanPlace);
        const messageCall = createMessageCall(store, starter);
        const toastPlace = withServices(services, ToastPlace);
        const windowPlace = withServices(services, WindowPlace);
        const ringList = withServices(services, RingList);

        addStyles();
        registry.registerReducer(callsReducer);
        registry.registerTranslations(translations.messagesFor);
        registerUserSettings(registry, english);
        registry.registerRootComponent(withServices(services, ChannelWatcher));

        // Mattermost's pop-out windows have no place for global components, and the window that they came of rings.
        const places = isPopout() ? [windowPlace, toastPlace, dialogPlace, planPlace] : [windowPlace, toastPlace, dialogPlace, planPlace, ringList];
        for (const place of places) {
            if (registry.registerGlobalComponent && !isPopout()) {
                registry.registerGlobalComponent(place);
            } else {
                registry.registerRootComponent(place);
            }
        }
        const panel = registry.registerRightHandSidebarComponent(withServices(services, PanelPlace), <FormattedMessage id='whereby.history.title'/>);
        plans.showPanel = () => {
            store.dispatch(panel.showRHSPlugin);
        };
        plans.hidePanel = () => {
            store.dispatch(panel.hideRHSPlugin);
        };
        registry.registerPostTypeComponent('custom_whereby_call', withServices(services, CallPost));
        registry.registerPostTypeComponent('custom_whereby_schedule', withServices(services, PlanPost));
        if (registry.registerCallButtonAction) {
            registry.registerCallButtonAction(<Button/>, <MenuItem/>, press, <ButtonIcon/>, <ActionText/>);

            // Beside a plain channel header button, Mattermost would show only this one.
            registry.registerAppBarComponent?.(APP_BAR_ICON, pressAppBar, <AppBarText/>);
        } else {
            registry.registerChannelHeaderButtonAction(<ButtonIcon/>, press, <ActionText/>, <ActionText/>);
        }
        registry.registerChannelHeaderMenuAction(
            <FormattedMessage id='whereby.menu.options'/>,
            (channelId) => {
                const running = joinableCall(store.getState(), channelId);
                void dialogs.open({channel_id: channelId, ...(running && {new: true})});
            },
            (state) => obstacleToStart(state, currentChannelId(state)) === undefined,
        );
        registry.registerChannelHeaderMenuAction(
            <FormattedMessage id='whereby.menu.room'/>,
            openRoom,
            (state) => obstacleToStart(state, currentChannelId(state)) === undefined,
        );
        registry.registerChannelHeaderMenuAction(<FormattedMessage id='whereby.menu.history'/>, plans.showPanel, (state) => Boolean(currentChannelId(state)));
        registry.registerPostDropdownMenuAction(<FormattedMessage id='whereby.menu.about_message'/>, messageCall.action, messageCall.filter);
        registry.registerPopoverUserActionsComponent?.(withServices(services, PopoverCall));
        registry.registerSlashCommandWillBePostedHook?.(createSlashHook(dialogs, plans, store));
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
        for (const key of ['WebhookAddress', 'TestConnection', 'ConnectionHealth'] as const) {
            registry.registerAdminConsoleCustomSetting(key, lazySetting(customSettings, key), {showTitle: true});
        }

        // Lists take the whole width, under their section's title.
        for (const key of ['Templates', 'Brands'] as const) {
            registry.registerAdminConsoleCustomSetting(key, lazySetting(customSettings, key), {showTitle: false});
        }
        registry.registerAdminConsoleCustomSetting('Connections', lazySetting(chunk<ConnectionsSetting>('connections'), 'Connections'), {showTitle: false});
        registry.registerAdminConsoleCustomSetting('Report', lazySetting(chunk<ReportSetting>('report'), 'Report'), {showTitle: false});
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
        registry.registerWebSocketEventHandler(SCHEDULE_EVENT, ({data}) => {
            if (data.schedule) {
                // On its way through Mattermost an empty list becomes none.
                plans.receive({...data.schedule, next: data.schedule.next ?? []});
            }
        });
        registry.registerReconnectHandler(() => {
            loader.reconnected(currentChannelId(store.getState()));
            loadSettings();
            plans.changed();
            translations.retry();
            if (currentUserId(store.getState())) {
                void rings.load();
            }
        });
        loadSettings();
        const unsubscribe = store.subscribe(() => {
            translations.check(hostTexts(store.getState()));
        });

        document.addEventListener('click', hearAppBar);

        this.stop = () => {
            document.removeEventListener('click', hearAppBar);
            unsubscribe();
            translations.stop();
            loader.dispose();
            windows.close();
            notices.dismiss();
            dialogs.close();
            plans.close();
            knocks.dispose();
            rings.forget();
            removeStyles();
        };
    }

    uninitialize(): void {
        this.stop();
    }
}
