import type {Store} from 'redux';

import {ApiError, isExplained} from './client';
import type {ApiClient} from './client';
import {callsReceived, callsSlice, startBegan, startSettled} from './slice';
import type {StartRequest} from './types';
import type {Notices} from '../notice/notices';

/** Starts calls, one at a time in a channel. */
export class CallStarter {
    constructor(
        private readonly client: ApiClient,
        private readonly store: Store,
        private readonly notices: Notices,
    ) {}

    /**
     * Starts a call unless one is being started already. When the plugin says no,
     * it tells the person itself, in the channel; only its silence is reported here.
     */
    async start(request: StartRequest): Promise<void> {
        const channelId = request.channel_id;
        if (callsSlice(this.store.getState()).starting[channelId]) {
            return;
        }
        this.store.dispatch(startBegan(channelId));
        try {
            this.store.dispatch(callsReceived([await this.client.start(request)]));
        } catch (error) {
            if (error instanceof ApiError && error.call) {
                this.store.dispatch(callsReceived([error.call]));
            }
            if (!isExplained(error)) {
                this.notices.show({kind: 'unreachable'});
            } else if (error.status === 401) {
                // Nobody is logged in to whom the plugin could have written.
                this.notices.show({kind: 'said', text: error.message});
            }
        } finally {
            this.store.dispatch(startSettled(channelId));
        }
    }
}
