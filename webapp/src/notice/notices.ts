/** Something to tell a person who has no card before them. */
export type Notice =

    /** Words that the server wrote. */
    | {kind: 'said'; text: string}
    | {kind: 'unreachable' | 'unsafe_link' | 'archived' | 'no_permission'}

    /** The window was blocked. The link is personal, which is why notices are not in the store. */
    | {kind: 'blocked'; url: string};

/** How long a notice stays, in milliseconds. */
const LIFETIME = 20_000;

/** Holds the notice on show; a later one takes its place. */
export class Notices {
    private notice: Notice | undefined;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private readonly listeners = new Set<() => void>();

    readonly current = (): Notice | undefined => this.notice;

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

    readonly dismiss = (): void => {
        this.set(undefined);
    };

    private set(notice: Notice | undefined): void {
        clearTimeout(this.timer);
        this.notice = notice;
        this.listeners.forEach((listener) => {
            listener();
        });
    }
}
