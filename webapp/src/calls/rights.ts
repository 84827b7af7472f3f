import type {GlobalState} from '@mattermost/types/store';

import {callsSlice, joinableCall} from './slice';
import {isJoinable} from './types';
import type {Call, Invite} from './types';
import {currentUserId, isAdminOf, mattermostObstacle} from '../host/state';
import type {Notice} from '../notice/notices';

/** Whether the current user can end a call for everyone. The server has the last word. */
export function canEnd(state: GlobalState, call: Call): boolean {
    return isJoinable(call) && (call.host_user_id === currentUserId(state) || isAdminOf(state, call.channel_id));
}

/** The call of a channel that the current user can end for everyone. */
export function endableCall(state: GlobalState, channelId: string): Call | undefined {
    const call = joinableCall(state, channelId);
    return call && canEnd(state, call) ? call : undefined;
}

/** What keeps the current user from starting a call in a channel; undefined when nothing is known to. The server has the last word. */
export function obstacleToStart(state: GlobalState, channelId: string): Notice | undefined {
    return mattermostObstacle(state, channelId) ?? callsSlice(state).refusals[channelId];
}

/**
 * Whether the current user can invite guests to a call, if the plugin's settings allow it to him.
 * The rules for starting calls do not matter here.
 */
export function canInvite(state: GlobalState, call: Call): boolean {
    return isJoinable(call) && Boolean(state.entities.channels.myMembers[call.channel_id]) && !mattermostObstacle(state, call.channel_id);
}

/** Whether the current user may revoke an invite. */
export function canRevoke(state: GlobalState, call: Call, invite: Invite): boolean {
    return [invite.made_by, call.host_user_id].includes(currentUserId(state)) || isAdminOf(state, call.channel_id);
}
