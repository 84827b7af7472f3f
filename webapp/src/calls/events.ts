import {callsReceived} from './slice';
import type {Call} from './types';

/** Name of the websocket event by which the server tells a channel of one of its calls. */
export const CALL_EVENT = 'custom_whereby_call';

/** A websocket message as Mattermost's client hands it to plugins. */
export interface WebSocketMessage {
    data: {call?: Call};
}

/** What to dispatch for a call event. */
export function callEventAction({data}: WebSocketMessage) {
    return callsReceived(data.call ? [data.call] : []);
}
