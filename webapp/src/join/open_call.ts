import {hostWindow, isDesktopApp} from '../host/window';

/** The browser let no window open; `url` still wants a click. It is personal: show it, keep it nowhere. */
export interface Blocked {
    url: string;
}

/** The server's link is not one that may be opened. */
export class UnsafeLinkError extends Error {
    constructor() {
        super('the link is not an https link');
        this.name = 'UnsafeLinkError';
    }
}

/**
 * Opens a call in a window of its own. To be called right in the handler of a
 * click, since browsers let no window open later. Resolves with the link if the
 * window was blocked all the same; rejects with what fetchUrl rejects with, or
 * with UnsafeLinkError.
 */
export async function openCall(fetchUrl: () => Promise<string>): Promise<Blocked | undefined> {
    if (isDesktopApp()) {
        // Hands the link to the system's browser. A window opened beforehand
        // would stay an empty one of the app.
        hostWindow().open(checkedLink(await fetchUrl()), '_blank', 'noopener,noreferrer');
        return undefined;
    }

    const opened = hostWindow().open('about:blank', '_blank');
    if (opened) {
        opened.opener = null;
    }
    let url: string;
    try {
        url = checkedLink(await fetchUrl());
    } catch (error) {
        opened?.close();
        throw error;
    }
    if (!opened) {
        return {url};
    }
    if (!opened.closed) {
        opened.location.replace(url);
    }
    return undefined;
}

/** The link, if it is one that may be opened; throws an UnsafeLinkError if not. */
export function checkedLink(link: string): string {
    if (!URL.canParse(link)) {
        throw new UnsafeLinkError();
    }
    const {protocol, hostname} = new URL(link);
    const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
    if (protocol === 'https:' || (protocol === 'http:' && local)) {
        return link;
    }
    throw new UnsafeLinkError();
}
