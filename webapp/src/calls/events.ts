import {callsReceived} from './slice';
import type {Call, Knock, Ring, Schedule} from './types';

/** Name of the websocket event by which the server tells a channel of one of its calls. */
export const CALL_EVENT = 'custom_whereby_call';

/** Name of the websocket event by which the server tells a call's host who stands at the door. */
export const KNOCK_EVENT = 'custom_whereby_knock';

/** Name of the websocket event by which the server rings a person, or stops it. */
export const RING_EVENT = 'custom_whereby_ring';

/** Name of the websocket event by which the server tells a channel of calls that are planned in it. */
export const SCHEDULE_EVENT = 'custom_whereby_schedule';

/** A websocket message as Mattermost's client hands it to plugins. */
export interface WebSocketMessage {
    data: {call?: Call; knock?: Knock; ring?: Ring; schedule?: Omit<Schedule, 'next'> & {next: number[] | null}};
}

/** What to dispatch for a call event. */
export function callEventAction({data}: WebSocketMessage) {
    return callsReceived(data.call ? [data.call] : []);
}
