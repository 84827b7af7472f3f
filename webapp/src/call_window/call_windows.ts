import type {ComponentType} from 'react';

import type {CallWindowProps} from './call_window';

/** The call in the window inside Mattermost. */
export interface OpenWindow {

    /** Tells one opening from the next. */
    key: number;
    callId: string;

    /** This person's own link, which is why windows are not in the store. */
    url: string;
    Window: ComponentType<CallWindowProps>;

    /** Grows each time that the person wants to see the window. */
    attention: number;

    /** The call that the person wants to join instead. */
    asked?: string;

    /** The person is out of the call; the window only says so. */
    over: boolean;
}

/** Holds the call window: there is one at a time. */
export class CallWindows {
    private shown: OpenWindow | undefined;
    private opened = 0;
    private readonly listeners = new Set<() => void>();

    readonly current = (): OpenWindow | undefined => this.shown;

    readonly subscribe = (listener: () => void): (() => void) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    };

    /** Id of the call that the person is in here. */
    callId(): string | undefined {
        return this.shown?.over ? undefined : this.shown?.callId;
    }

    open(callId: string, url: string, Window: ComponentType<CallWindowProps>): void {
        if (this.callId() === callId) {
            this.focus();
        } else {
            this.set({key: ++this.opened, callId, url, Window, attention: 0, over: false});
        }
    }

    /** Brings the window to the person's attention. */
    focus(): void {
        this.change((shown) => ({attention: shown.attention + 1}));
    }

    /** Asks whether to leave the call for another. */
    ask(callId: string): void {
        this.change(() => ({asked: callId}));
    }

    readonly stay = (): void => {
        this.change(() => ({asked: undefined}));
    };

    readonly markOver = (): void => {
        this.change(() => ({over: true, asked: undefined}));
    };

    readonly close = (): void => {
        this.set(undefined);
    };

    private change(changes: (shown: OpenWindow) => Partial<OpenWindow>): void {
        if (this.shown) {
            this.set({...this.shown, ...changes(this.shown)});
        }
    }

    private set(shown: OpenWindow | undefined): void {
        this.shown = shown;
        this.listeners.forEach((listener) => {
            listener();
        });
    }
}
