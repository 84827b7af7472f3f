import type {ReactNode} from 'react';

import type {WebPlugin} from './registry';

/** What Mattermost's web and desktop clients put on window, as far as it is used here. */
interface HostWindow {

    /** The path that Mattermost is served under, without a trailing slash. */
    basename?: string;
    registerPlugin(id: string, plugin: WebPlugin): void;

    /** Renders a message's markdown. */
    PostUtils?: {
        formatText(text: string, options?: object): string;
        messageHtmlToComponent(html: string, options?: object): ReactNode;
    };

    WebappUtils?: {
        browserHistory: {push(path: string): void};
    };

    /** Only there in the desktop app. */
    desktopAPI?: unknown;
}

/** The window with what Mattermost adds to it. */
export function hostWindow(): HostWindow & Window {
    return window as unknown as HostWindow & Window;
}

/** Whether this runs in Mattermost's desktop app. */
export function isDesktopApp(): boolean {
    return hostWindow().desktopAPI !== undefined || /Electron|Mattermost\//.test(navigator.userAgent);
}

/** Whether this is one of the windows that Mattermost opens for a single channel or thread. */
export function isPopout(): boolean {
    return window.location.pathname.startsWith(`${hostWindow().basename ?? ''}/_popout/`);
}
