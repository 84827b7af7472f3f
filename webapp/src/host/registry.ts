import type {ComponentType, ReactNode} from 'react';
import type {Reducer, Store} from 'redux';

import type {Channel} from '@mattermost/types/channels';
import type {Post} from '@mattermost/types/posts';

import type {WebSocketMessage} from '../calls/events';

/** What a click on a button in the channel header calls. */
export type ChannelAction = (channel?: Channel | null) => void;

/** What Mattermost gives to the component of a custom post type. */
export interface PostTypeProps {
    post: Post;
}

/**
 * The part of Mattermost's plugin registry that is used here.
 * Source: webapp/channels/src/plugins/registry.ts in mattermost/mattermost.
 */
export interface PluginRegistry {
    registerReducer(reducer: Reducer): void;
    registerTranslations(messages: (locale: string) => Record<string, string>): void;
    registerRootComponent(component: ComponentType): string;

    /** Since 6.5. One call plugin gets `button` into the header, several share a menu of `dropdownButton`s. */
    registerCallButtonAction?(button: ReactNode, dropdownButton: ReactNode, action: ChannelAction, icon: ReactNode, dropdownText: ReactNode): string;
    registerChannelHeaderButtonAction(icon: ReactNode, action: ChannelAction, dropdownText: ReactNode, tooltip: ReactNode): string;
    registerAppBarComponent?(iconUrl: string, action: ChannelAction, tooltip: ReactNode): string;
    registerPostTypeComponent(type: string, component: ComponentType<PostTypeProps>): string;
    registerWebSocketEventHandler(event: string, handler: (message: WebSocketMessage) => void): void;
    registerReconnectHandler(handler: () => void): void;
}

/** What Mattermost expects of a plugin's web side. It drops the registrations itself when the plugin goes. */
export interface WebPlugin {
    initialize(registry: PluginRegistry, store: Store): void;
    uninitialize(): void;
}
