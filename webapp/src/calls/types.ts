/** Where a call stands in its life; it runs while creating, open or live. */
export type CallState = 'creating' | 'open' | 'live' | 'ended' | 'missed' | 'failed';

/** Somebody who is or was in a call. */
export interface Attendee {

    /** Empty for somebody from outside Mattermost. */
    user_id: string;
    name: string;

    /** Milliseconds since 1970; 0 while the person is in the call. */
    left_at: number;
}

export interface CallOptions {
    duration_minutes: number;
    audio_only: boolean;
    locked: boolean;
    large: boolean;
}

/** A call as the plugin's API and its websocket events give it. Times are milliseconds since 1970, 0 when not known. */
export interface Call {
    id: string;
    channel_id: string;

    /** The thread's root post, or empty. */
    root_id: string;
    host_user_id: string;
    topic: string;
    template?: string;
    state: CallState;
    options: CallOptions;

    /** The visitor's link; left out when the admin wants no plain links shown. */
    room_url?: string;

    /** Empty until the call is posted. */
    post_id: string;
    created_at: number;
    started_at: number;
    ended_at: number;
    expires_at: number;
    attendance?: Attendee[] | null;
}

/** What to start. Everything but the channel may be left to the settings. */
export interface StartRequest {
    channel_id: string;
    root_id?: string;
    topic?: string;
    template?: string;
    duration_minutes?: number;
    audio_only?: boolean;
    locked?: boolean;
    large?: boolean;
}

/** Whether people can join the call now. */
export function isJoinable(call: Call): boolean {
    return call.state === 'open' || call.state === 'live';
}

/** Whether the call is not over. */
export function isRunning(call: Call): boolean {
    return call.state === 'creating' || isJoinable(call);
}

/** Who is in the call right now. */
export function peopleInside(call: Call): Attendee[] {
    return (call.attendance ?? []).filter((attendee) => !attendee.left_at);
}
