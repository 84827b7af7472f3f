import type {Store} from 'redux';

import type {GlobalState} from '@mattermost/types/store';

import {joinableCall} from '../calls/slice';
import type {CallStarter} from '../calls/starter';
import type {ChannelAction} from '../host/registry';
import {currentChannelId, obstacleToStart} from '../host/state';
import type {Join} from '../join/join_call';
import type {Notices} from '../notice/notices';

/**
 * How long further presses count as the same one, in milliseconds. Mattermost
 * acts on touchend and again on the click that the browser makes of it, and by
 * the time of a double click's second half the button may already say "Join".
 */
const SAME_PRESS = 700;

interface Needs {
    join: Join;
    notices: Notices;
    starter: CallStarter;
    store: Store<GlobalState>;
}

/** What the header button, the menu item and the App Bar do: join the call that runs in the channel, or start one. */
export function createPress({join, notices, starter, store}: Needs): ChannelAction {
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
}
