import {useSyncExternalStore} from 'react';

// This script lies in <basename>/static/.
const script = document.currentScript as HTMLScriptElement;

/** The path that Mattermost is served under, without a trailing slash. */
export const basename = new URL(script.src).pathname.replace(/\/static\/.*$/, '');
(window as unknown as {basename: string}).basename = basename;

const listeners = new Set<() => void>();
window.addEventListener('popstate', changed);

function changed() {
    listeners.forEach((listener) => listener());
}

/** A small part of what browser history libraries do. */
export const history = {
    push(path: string) {
        window.history.pushState(null, '', basename + path);
        changed();
    },
    replace(path: string) {
        window.history.replaceState(null, '', basename + path);
        changed();
    },
};

/** The address's path below the basename. */
export function usePath(): string {
    return useSyncExternalStore((listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
    }, () => window.location.pathname.slice(basename.length));
}
