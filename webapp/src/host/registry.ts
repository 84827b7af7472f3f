import type {ComponentType, ReactNode} from 'react';
import type {Reducer, Store, UnknownAction} from 'redux';

import type {Channel} from '@mattermost/types/channels';
import type {Post} from '@mattermost/types/posts';
import type {GlobalState} from '@mattermost/types/store';
import type {UserProfile} from '@mattermost/types/users';

import type {WebSocketMessage} from '../calls/events';

/** What a click on a button in the channel header calls. */
export type ChannelAction = (channel?: Channel | null) => void;

/** What Mattermost gives to the component of a custom setting, as far as it is used here. */
export interface SettingProps {

    /** What the label beside the setting is for: PluginSettings.Plugins.whereby. and the key in lower case. */
    id: string;
    helpText?: ReactNode;

    /** The setting as it stands on the page, saved or not. */
    value?: unknown;
    disabled: boolean;

    /** Whether the server's environment sets it. */
    setByEnv: boolean;

    /** Mattermost's settings as they are saved. */
    config?: {PluginSettings?: {Plugins?: Record<string, Record<string, unknown> | undefined>}};

    /** Changes the setting on the page, which then is to be saved. */
    onChange: (id: string, value: unknown) => void;
}

/** What Mattermost gives to the component of a custom post type. */
export interface PostTypeProps {
    post: Post;
}

/** What Mattermost gives to what plugins add to a person's profile. */
export interface PopoverProps {
    user: UserProfile;

    /** Closes the profile; not there where it is not one that closes. */
    hide?: () => void;
}

/** Where a slash command was typed. */
export interface CommandArgs {
    channel_id: string;

    /** Empty or left out outside threads. */
    root_id?: string;
}

/** Told of a slash command before the server is: hands it on, as it was or changed, or swallows it. */
export type CommandHook = (message: string, args: CommandArgs) => {message?: string; args?: CommandArgs};

/** A choice of the plugin's page in Mattermost's settings; it is kept as a preference. */
export interface UserSetting {
    name: string;
    title: string;
    helpText?: string;
    type: 'radio';
    default: string;
    options: {value: string; text: string; helpText?: string}[];
}

/** The plugin's page in Mattermost's settings. */
export interface UserSettings {
    id: string;
    uiName: string;

    /** A URL. */
    icon?: string;
    sections: {title: string; settings: UserSetting[]}[];
}

/**
 * The part of Mattermost's plugin registry that is used here.
 * Source: webapp/channels/src/plugins/registry.ts in mattermost/mattermost.
 */
export interface PluginRegistry {
    registerReducer(reducer: Reducer): void;
    registerTranslations(messages: (locale: string) => Record<string, string>): void;

    /** Since 9.9; what was registered before goes. */
    registerUserSettings?(settings: UserSettings): void;

    /** Under the channels, threads and integrations; one mounted at a time. */
    registerRootComponent(component: ComponentType): string;

    /** Beside teams and other products; unmounted in System Console and where a team is chosen. Mattermost calls it internal. */
    registerGlobalComponent?(component: ComponentType): string;

    /** Beside the channel, under its title; one at a time. What comes back is dispatched. */
    registerRightHandSidebarComponent(component: ComponentType, title: ReactNode): {id: string; showRHSPlugin: UnknownAction; hideRHSPlugin: UnknownAction};

    /** Since 6.5. One call plugin gets `button` into the header, several share a menu of `dropdownButton`s. */
    registerCallButtonAction?(button: ReactNode, dropdownButton: ReactNode, action: ChannelAction, icon: ReactNode, dropdownText: ReactNode): string;
    registerChannelHeaderButtonAction(icon: ReactNode, action: ChannelAction, dropdownText: ReactNode, tooltip: ReactNode): string;

    /** An item of the menu under the channel's name, for the current channel. */
    registerChannelHeaderMenuAction(text: ReactNode, action: (channelId: string) => void, shouldRender: (state: GlobalState) => boolean): string;
    registerAppBarComponent?(iconUrl: string, action: ChannelAction, tooltip: ReactNode): string;

    /** An item of a message's menu. */
    registerPostDropdownMenuAction(text: ReactNode, action: (postId: string) => void, filter: (postId: string) => boolean): string;

    /** At the end of a person's profile. */
    registerPopoverUserActionsComponent?(component: ComponentType<PopoverProps>): string;
    registerSlashCommandWillBePostedHook?(hook: CommandHook): string;
    registerPostTypeComponent(type: string, component: ComponentType<PostTypeProps>): string;
    registerWebSocketEventHandler(event: string, handler: (message: WebSocketMessage) => void): void;
    registerReconnectHandler(handler: () => void): void;

    /** `key` is that of a setting in the manifest; with `showTitle`, Mattermost writes its name beside it. */
    registerAdminConsoleCustomSetting(key: string, component: ComponentType<SettingProps>, options: {showTitle: boolean}): void;
}

/** What Mattermost expects of a plugin's web side. It drops the registrations itself when the plugin goes. */
export interface WebPlugin {
    initialize(registry: PluginRegistry, store: Store): void;
    uninitialize(): void;
}
