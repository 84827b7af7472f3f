import type {Store} from 'redux';

import {ApiError} from './client';
import type {ApiClient} from './client';
import {callHidden, callsReceived, callsSlice, hiddenForgotten, refusalKnown} from './slice';
import {isRunning} from './types';

/** How long a fresh post waits for its call's websocket event before it asks the server, in milliseconds. */
const EVENT_GRACE = 400;

/** When to look again for a call that is still being posted, in milliseconds after the look before. */
const POSTING_RETRIES = [500, 1000, 2000, 4000];

/** How long it is known whether a call can be started in a channel, in milliseconds. */
const FRESH = 60_000;

/** Brings calls from the API into the store, each as seldom as possible. */
export class CallLoader {
    private readonly channels = new Map<string, Promise<void>>();
    private readonly askedAt = new Map<string, number>();
    private readonly wanted = new Map<string, Promise<void>>();
    private readonly timers = new Set<ReturnType<typeof setTimeout>>();
    private disposed = false;

    constructor(private readonly client: ApiClient, private readonly store: Store) {}

    /** Loads a channel's latest calls, once until the next reconnect. */
    channel(channelId: string): Promise<void> {
        return once(this.channels, channelId, () => this.loadChannel(channelId));
    }

    /** Loads what keeps the current user from starting a call in a channel, if what is known of it is old. */
    async refusal(channelId: string): Promise<void> {
        if (Date.now() - (this.askedAt.get(channelId) ?? 0) < FRESH) {
            return;
        }
        this.askedAt.set(channelId, Date.now());
        try {
            const {refusal} = await this.client.standing(channelId);
            this.put(refusalKnown(channelId, refusal ? {kind: 'said', text: refusal.message, code: refusal.code} : undefined));
        } catch {
            this.askedAt.delete(channelId);
        }
    }

    /** Sees to it that the call of a post gets into the store, or is marked as hidden. */
    call(callId: string, channelId: string): Promise<void> {
        return once(this.wanted, callId, async () => {
            await this.find(callId, channelId);
            this.wanted.delete(callId);
        });
    }

    /** Asks for a call again, when what the store has of it has proved old. */
    async refresh(callId: string): Promise<void> {
        try {
            this.put(callsReceived([await this.client.get(callId)]));
        } catch (error) {
            if (error instanceof ApiError && (error.status === 403 || error.status === 404)) {
                this.put(callHidden(callId));
            }
        }
    }

    /** Catches up after events may have been missed. */
    reconnected(currentChannelId: string): void {
        const running = Object.values(this.slice().calls).filter(isRunning).map((call) => call.channel_id);
        this.channels.clear();
        this.askedAt.clear();
        this.put(hiddenForgotten());
        for (const channelId of new Set([currentChannelId, ...running])) {
            if (channelId) {
                void this.channel(channelId);
            }
        }
        if (currentChannelId) {
            void this.refusal(currentChannelId);
        }
    }

    /** Ends all waiting; the loader does nothing afterwards. */
    dispose(): void {
        this.disposed = true;
        this.timers.forEach(clearTimeout);
    }

    private async loadChannel(channelId: string): Promise<void> {
        try {
            this.put(callsReceived(await this.client.list(channelId)));
        } catch {
            this.channels.delete(channelId);
        }
    }

    private async find(callId: string, channelId: string): Promise<void> {
        const eventMayCome = this.channels.has(channelId);
        await this.channel(channelId);
        for (const delay of [eventMayCome ? EVENT_GRACE : 0, ...POSTING_RETRIES]) {
            if (this.isSettled(callId)) {
                return;
            }
            await this.wait(delay);
            if (!this.isSettled(callId)) {
                await this.refresh(callId);
            }
        }
        if (!this.isSettled(callId)) {
            this.put(callHidden(callId));
        }
    }

    private isSettled(callId: string): boolean {
        const {calls, hidden} = this.slice();
        return Boolean(calls[callId]?.post_id) || callId in hidden;
    }

    private slice() {
        return callsSlice(this.store.getState());
    }

    private put(action: Parameters<Store['dispatch']>[0]): void {
        if (!this.disposed) {
            this.store.dispatch(action);
        }
    }

    private wait(milliseconds: number): Promise<void> {
        return new Promise((resolve) => {
            const timer = setTimeout(() => {
                this.timers.delete(timer);
                resolve();
            }, milliseconds);
            this.timers.add(timer);
        });
    }
}

function once(running: Map<string, Promise<void>>, key: string, work: () => Promise<void>): Promise<void> {
    let promise = running.get(key);
    if (!promise) {
        promise = work();
        running.set(key, promise);
    }
    return promise;
}
