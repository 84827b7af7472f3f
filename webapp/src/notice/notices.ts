import type {StartRequest} from '../calls/types';

/** Something to tell a person who has no card before them. */
export type Notice =

    /** Words that the server wrote. */
    | {kind: 'said'; text: string; code?: string}
    | {kind: 'unreachable' | 'not_loaded' | 'unsafe_link' | 'insecure' | 'archived' | 'no_permission' | 'summarising'}

    /** The window was blocked. The link is personal, which is why notices are not in the store. */
    | {kind: 'blocked'; url: string};

/** Something to ask a person who has no card before them. */
export type Question =

    /** Whether to end a call for everyone. */
    | {kind: 'end_call'; callId: string}

    /** Whether to post a call to that many people. */
    | {kind: 'large_channel'; request: StartRequest; members: number};

/** What the place of notices can show. */
export type Shown = Notice | Question;

/** How long a notice stays, in milliseconds. */
const LIFETIME = 20_000;

/** Holds what is on show; whatever comes later takes its place. */
export class Notices {
    private shown: Shown | undefined;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private readonly listeners = new Set<() => void>();

    readonly current = (): Shown | undefined => this.shown;

    readonly subscribe = (listener: () => void): (() => void) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    };

    show(notice: Notice): void {
        this.set(notice);
        this.timer = setTimeout(() => {
            this.dismiss();
        }, LIFETIME);
    }

    /** Asks until there is an answer. */
    askToEnd(callId: string): void {
        this.set({kind: 'end_call', callId});
    }

    /** Asks until there is an answer. */
    askToStart(request: StartRequest, members: number): void {
        this.set({kind: 'large_channel', request, members});
    }

    readonly dismiss = (): void => {
        this.set(undefined);
    };

    private set(shown: Shown | undefined): void {
        clearTimeout(this.timer);
        this.shown = shown;
        this.listeners.forEach((listener) => {
            listener();
        });
    }
}
