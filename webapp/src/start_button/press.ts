import type {Store} from 'redux';

import type {GlobalState} from '@mattermost/types/store';

import {obstacleToStart} from '../calls/rights';
import {joinableCall} from '../calls/slice';
import type {CallStarter} from '../calls/starter';
import type {StartRequest} from '../calls/types';
import type {ChannelAction} from '../host/registry';
import {currentChannelId} from '../host/state';
import type {Join} from '../join/join_call';
import type {Notices} from '../notice/notices';
import {callAbout, openThread} from '../start_elsewhere/open_thread';

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

/** What the header button and the menu item do: join the call that runs in the channel, or start one. */
export function createPress(needs: Needs): ChannelAction {
    return pressAt(needs, (state, channel) => ({channel_id: channel?.id ?? currentChannelId(state)}));
}

/** The same for the App Bar, which is also beside the list of threads: it starts the call in the open one. */
export function createAppBarPress(needs: Needs): ChannelAction {
    return pressAt(needs, (state, channel) => {
        const thread = openThread(state);
        return thread ? callAbout(thread) : {channel_id: channel?.id ?? currentChannelId(state)};
    });
}

/** What the channel's lasting room is opened by: it joins the call that runs there, or starts one. */
export function createRoomPress({join, notices, starter, store}: Needs): (channelId: string) => void {
    return (channelId) => {
        const running = joinableCall(store.getState(), channelId, true);
        notices.dismiss();
        void (running ? join(running.id) : starter.start({channel_id: channelId, in_room: true}));
    };
}

type PlaceOf = (state: GlobalState, channel: Parameters<ChannelAction>[0]) => StartRequest;

function pressAt({join, notices, starter, store}: Needs, placeOf: PlaceOf): ChannelAction {
    let pressedAt = -Infinity;
    let pressedIn = '';

    return (channel) => {
        const place = placeOf(store.getState(), channel);
        const channelId = place.channel_id;
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
            notices.show(obstacle);
            return;
        }
        notices.dismiss();
        void starter.start(place);
    };
}
