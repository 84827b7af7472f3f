import type {UnknownAction} from 'redux';

import {isJoinable} from './types';
import type {Call} from './types';
import type {Notice} from '../notice/notices';

/** What the plugin keeps in Mattermost's store, under `plugins-whereby`. Personal links never get in here. */
export interface CallsSlice {
    calls: Record<string, Call>;

    /** Ids of calls that do not exist or that this person may not see. */
    hidden: Record<string, true>;

    /** Ids of channels in which this browser is starting a call right now. */
    starting: Record<string, true>;

    /** Why the server would start no call now, by channel. */
    refusals: Record<string, Notice | undefined>;
}

type CallsAction =
    | {type: 'whereby/callsReceived'; calls: Call[]}
    | {type: 'whereby/callHidden'; id: string}
    | {type: 'whereby/hiddenForgotten'}
    | {type: 'whereby/startBegan'; channelId: string}
    | {type: 'whereby/startSettled'; channelId: string}
    | {type: 'whereby/refusalKnown'; channelId: string; refusal: Notice | undefined};

export const callsReceived = (calls: Call[]): CallsAction => ({type: 'whereby/callsReceived', calls});
export const callHidden = (id: string): CallsAction => ({type: 'whereby/callHidden', id});
export const hiddenForgotten = (): CallsAction => ({type: 'whereby/hiddenForgotten'});
export const startBegan = (channelId: string): CallsAction => ({type: 'whereby/startBegan', channelId});
export const startSettled = (channelId: string): CallsAction => ({type: 'whereby/startSettled', channelId});
export const refusalKnown = (channelId: string, refusal: Notice | undefined): CallsAction => ({type: 'whereby/refusalKnown', channelId, refusal});

const empty: CallsSlice = {calls: {}, hidden: {}, starting: {}, refusals: {}};

/** The slice's reducer. */
export function callsReducer(slice: CallsSlice = empty, unknown: UnknownAction): CallsSlice {
    const action = unknown as CallsAction;
    switch (action.type) {
    case 'whereby/callsReceived':
        return receive(slice, action.calls);
    case 'whereby/callHidden':
        return {...slice, hidden: {...slice.hidden, [action.id]: true}};
    case 'whereby/hiddenForgotten':
        return {...slice, hidden: {}};
    case 'whereby/startBegan':
        return {...slice, starting: {...slice.starting, [action.channelId]: true}};
    case 'whereby/startSettled':
        return {...slice, starting: without(slice.starting, action.channelId)};
    case 'whereby/refusalKnown':
        return {...slice, refusals: {...slice.refusals, [action.channelId]: action.refusal}};
    default:
        return slice;
    }
}

function receive(slice: CallsSlice, received: Call[]): CallsSlice {
    const calls = {...slice.calls};
    let hidden = slice.hidden;
    for (const call of received) {
        const known = calls[call.id];
        if (!known || revision(call) >= revision(known)) {
            calls[call.id] = call;
        }
        if (hidden[call.id]) {
            hidden = without(hidden, call.id);
        }
    }
    return {...slice, calls, hidden};
}

// An answer that left the server before an event did may come in after it.
const revision = (call: Call) => call.revision ?? 0;

function without(set: Record<string, true>, key: string): Record<string, true> {
    return Object.fromEntries(Object.entries(set).filter(([other]) => other !== key));
}

/** The slice in the whole state of Mattermost's store. */
export function callsSlice(state: unknown): CallsSlice {
    return (state as Record<string, CallsSlice | undefined>)['plugins-whereby'] ?? empty;
}

/** The call to join in a channel, or in its lasting room only: the newest one that runs. */
export function joinableCall(state: unknown, channelId: string, inRoom?: boolean): Call | undefined {
    return Object.values(callsSlice(state).calls).
        filter((call) => call.channel_id === channelId && isJoinable(call) && (call.lasting_room || !inRoom)).
        sort((a, b) => b.created_at - a.created_at)[0];
}
