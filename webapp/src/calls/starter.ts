import type {Store} from 'redux';

import {ApiError, isExplained} from './client';
import type {ApiClient} from './client';
import {callsReceived, callsSlice, startBegan, startSettled} from './slice';
import type {StartRequest} from './types';
import type {Notices} from '../notice/notices';

/** What came of a wish for a call. */
export type Outcome =
    | {kind: 'started'}

    /** Another one is being started in the channel, from this browser. */
    | {kind: 'busy'}

    /** The channel has so many members that the person is to be asked first. */
    | {kind: 'large'; members: number}
    | {kind: 'refused'; error: ApiError};

/** Starts calls, one at a time in a channel. */
export class CallStarter {
    constructor(
        private readonly client: ApiClient,
        private readonly store: Store,
        private readonly notices: Notices,
    ) {}

    /**
     * Starts a call at a press, after a question in a large channel. When the
     * plugin says no, it tells the person itself, in the channel; only its
     * silence is reported here.
     */
    async start(request: StartRequest): Promise<void> {
        await this.press(request, true);
    }

    /** Starts a call whose starter has agreed to post it to that many people. */
    async startAnyway(request: StartRequest): Promise<void> {
        await this.press(request, false);
    }

    /** Starts a call for somebody who shows what came of it in a place of his own. */
    attempt(request: StartRequest): Promise<Outcome> {
        return this.send(request, 'here');
    }

    private async press(request: StartRequest, ask: boolean): Promise<void> {
        const outcome = await this.send(ask ? {...request, ask} : request, 'in_channel');
        if (outcome.kind === 'large') {
            this.notices.askToStart(request, outcome.members);
        } else if (outcome.kind === 'refused') {
            this.tell(outcome.error);
        }
    }

    private tell(error: ApiError): void {
        if (!isExplained(error)) {
            this.notices.show({kind: 'unreachable'});
        } else if (error.status === 401) {
            // Nobody is logged in to whom the plugin could have written.
            this.notices.show({kind: 'said', text: error.message});
        }
    }

    private async send(request: StartRequest, explained: 'here' | 'in_channel'): Promise<Outcome> {
        const channelId = request.channel_id;
        if (callsSlice(this.store.getState()).starting[channelId]) {
            return {kind: 'busy'};
        }
        this.store.dispatch(startBegan(channelId));
        try {
            this.store.dispatch(callsReceived([await this.client.start(request, explained)]));
            return {kind: 'started'};
        } catch (error) {
            if (!(error instanceof ApiError)) {
                throw error;
            }
            if (error.call) {
                this.store.dispatch(callsReceived([error.call]));
            }
            if (error.code === 'large_channel') {
                return {kind: 'large', members: error.members ?? 0};
            }
            return {kind: 'refused', error};
        } finally {
            this.store.dispatch(startSettled(channelId));
        }
    }
}
