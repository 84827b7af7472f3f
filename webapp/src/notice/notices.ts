/** Something to tell a person who has no card before them. */
export type Notice =

    /** Words that the server wrote. */
    | {kind: 'said'; text: string}
    | {kind: 'unreachable' | 'unsafe_link' | 'archived' | 'no_permission'}

    /** The window was blocked. The link is personal, which is why notices are not in the store. */
    | {kind: 'blocked'; url: string};

/** What the place of notices can show: one of them, or the question whether to end a call for everyone. */
export type Shown = Notice | {kind: 'end_call'; callId: string};

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
