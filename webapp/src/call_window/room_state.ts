/** What a room has told of this person. */
export interface RoomState {

    /** The room has shown itself, so it lets itself be embedded here. */
    ready: boolean;

    /** When the person came in; 0 outside. */
    insideSince: number;
    knocking: boolean;

    /** The browser or the person keeps camera and microphone from the room. */
    denied: boolean;

    /** How the person came out: by choice, thrown out, or as everyone when the call was ended. */
    out?: 'left' | 'removed' | 'ended';
}

/** A message of the room's page. Source: Whereby's events of the pre-built room. */
export interface RoomMessage {
    type: string;
    payload?: unknown;
}

export const unheard: RoomState = {ready: false, insideSince: 0, knocking: false, denied: false};

/** The state after a message. */
export function heard(state: RoomState, {type, payload}: RoomMessage): RoomState {
    const ready = {...state, ready: true};
    switch (type) {
    case 'ready':
        return ready;
    case 'knock':
        return {...ready, knocking: true};
    case 'cancel_knock':
        return {...ready, knocking: false};
    case 'join':
        return {...ready, knocking: false, insideSince: Date.now()};
    case 'grant_device_permission':
        return {...ready, denied: false};
    case 'deny_device_permission':
        return {...ready, denied: true};
    case 'meeting_end':
        return {...ready, insideSince: 0, knocking: false, out: 'ended'};
    case 'leave':
        return {...ready, insideSince: 0, knocking: false, out: state.out ?? (wasRemoved(payload) ? 'removed' : 'left')};
    default:
        return state;
    }
}

function wasRemoved(payload: unknown): boolean {
    return typeof payload === 'object' && payload !== null && 'removed' in payload && payload.removed === true;
}
