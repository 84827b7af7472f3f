import type {Store} from 'redux';

import type {GlobalState} from '@mattermost/types/store';

import type {ApiClient} from '../calls/client';
import type {CallLoader} from '../calls/loader';
import {joinableCall} from '../calls/slice';
import type {CallStarter} from '../calls/starter';
import type {ChannelAction} from '../host/registry';
import {currentChannelId, obstacleToStart} from '../host/state';
import {openCall} from '../join/open_call';
import type {Notices} from '../notice/notices';
import {problem} from '../notice/problem';

/**
 * How long further presses count as the same one, in milliseconds. Mattermost
 * acts on touchend and again on the click that the browser makes of it, and by
 * the time of a double click's second half the button may already say "Join".
 */
const SAME_PRESS = 700;

interface Needs {
    client: ApiClient;
    loader: CallLoader;
    notices: Notices;
    starter: CallStarter;
    store: Store<GlobalState>;
}

/** What the header button, the menu item and the App Bar do: join the call that runs in the channel, or start one. */
export function createPress({client, loader, notices, starter, store}: Needs): ChannelAction {
    let pressedAt = -Infinity;
    let pressedIn = '';

    return (channel) => {
        const channelId = channel?.id ?? currentChannelId(store.getState());
        const now = performance.now();
        if (!channelId || (channelId === pressedIn && now - pressedAt < SAME_PRESS)) {
            return;
        }
        pressedAt = now;
        pressedIn = channelId;

        const running = joinableCall(store.getState(), channelId);
        if (running) {
            void join(running.id);
            return;
        }
        const obstacle = obstacleToStart(store.getState(), channelId);
        if (obstacle) {
            notices.show({kind: obstacle});
            return;
        }
        notices.dismiss();
        void starter.start({channel_id: channelId});
    };

    async function join(callId: string) {
        notices.dismiss();
        try {
            const blocked = await openCall(() => client.join(callId));
            if (blocked) {
                notices.show({kind: 'blocked', url: blocked.url});
            }
        } catch (error) {
            notices.show(problem(error));
            void loader.refresh(callId);
        }
    }
}
