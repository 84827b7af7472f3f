/** Where a call stands in its life; it runs while creating, open or live. */
export type CallState = 'creating' | 'open' | 'live' | 'ended' | 'missed' | 'failed';

/** One stay of somebody in a call; who comes back has several. */
export interface Attendee {

    /** Empty for somebody from outside Mattermost. */
    user_id: string;
    name: string;
    guest?: boolean;

    /** As `left_at` when only the leaving was seen. */
    joined_at?: number;

    /** 0 while the person is in the call. */
    left_at: number;
}

/** One stay of something in a call that is no person. */
export interface Bot {

    /** recorder, streamer, captioner, assistant or another word of Whereby's. */
    role: string;
    joined_at: number;
    left_at: number;
}

/** Something that a call left behind. */
export interface CallFile {
    id: string;
    kind: 'recording' | 'transcript';
    name: string;
    ready_at: number;

    /** A path below the site's address. */
    url: string;
}

/** What can be on or off about a call. */
export interface Switches {
    audio_only: boolean;

    /** A waiting room: people knock. */
    locked: boolean;

    /** More than four people have room. */
    large: boolean;

    /** From the first person on, as transcribe and stream. */
    record: boolean;
    transcribe: boolean;

    /** Live, for everybody. */
    captions: boolean;
    stream: boolean;

    /** A town hall: all but the host and the speakers only watch. */
    viewers: boolean;
}

/** Calls of earlier versions say nothing of some of the switches. */
export interface CallOptions extends Partial<Switches> {
    duration_minutes: number;

    /** Ids of the people who take part in a town hall. */
    speakers?: string[];

    /** That of the post. */
    priority?: '' | 'important' | 'urgent';

    /** Who gave the priority when nobody asked for one. */
    judged_by?: 'keywords' | 'agents';
    judged_word?: string;

    /** Plain text; may be left out. */
    judged_reason?: string;
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

    /** Grows with every change; left out by servers that do not count yet. */
    revision?: number;
    options: CallOptions;

    /** Whether it is held in the channel's lasting room. */
    lasting_room?: boolean;

    /** Whether it began by somebody's opening that room. */
    unasked?: boolean;

    /** The visitor's link; left out for a town hall, and when the admin wants no plain links shown. */
    room_url?: string;

    /** Empty until the call is posted. */
    post_id: string;
    created_at: number;
    started_at: number;
    ended_at: number;
    expires_at: number;

    /** How many people came, and how many are there now; servers before the fields leave them out. */
    people?: number;
    inside?: number;

    /** False where only counts are shown: then nobody is in the attendance. */
    names?: boolean;

    /** People only, one entry per stay; people.ts tells who is who. */
    attendance?: Attendee[] | null;
    bots?: Bot[] | null;

    /** Why the call is over: ended for everyone, everybody had left, or its time was up. */
    end_reason?: '' | 'ended' | 'left' | 'time';

    /** Who ended it for everyone. */
    ended_by?: string;
    files?: CallFile[] | null;
}

/** Some of a channel's calls, newest first. */
export interface CallPage {
    calls: Call[] | null;

    /** Asks for the calls before these; empty when there are none. */
    next_cursor: string;
}

/** Somebody at a locked room's door. */
export interface Knock {
    id: string;
    call_id: string;
    channel_id: string;
    topic: string;
    name: string;
    guest: boolean;

    /** False once the person was let in or went away. */
    waiting: boolean;
    at: number;
}

/** What to start. Everything but the channel may be left to the settings. */
export interface StartRequest extends Partial<Switches> {
    channel_id: string;
    root_id?: string;

    /** The message in that thread that the call is about, when it is not the root. */
    post_id?: string;
    topic?: string;
    template?: string;
    duration_minutes?: number;
    speakers?: string[];

    /** Starts it in the channel's lasting room, which is made if there is none. */
    in_room?: boolean;

    /** Whether the person is there to be asked before a call is posted in a large channel. */
    ask?: boolean;

    /** Starts another call beside the one that runs. */
    new?: boolean;
}

/** A named set of options. Those left out are left to the settings. */
export interface Template extends Partial<Switches> {

    /** What is typed behind /whereby. */
    name: string;

    /** The pattern of its calls' topics, with {topic}, {channel}, {name} and {date}. */
    title: string;
    duration_minutes?: number;

    /** Its calls are allowed outside working hours. */
    always?: boolean;
}

/** What the web side needs to know of the plugin's settings. */
export interface Settings {

    /** Where calls open, unless the person chose. */
    open_in: OpenIn;
    default_duration_minutes: number;
    max_duration_minutes: number;
    default_locked: boolean;
    default_large: boolean;
    may_record: boolean;

    /** Allows captions too. */
    may_transcribe: boolean;
    may_stream: boolean;

    /** Whether this person may invite guests to the calls of his channels. */
    may_invite: boolean;

    /** Whether there is an AI agent for this person that sums up transcripts; left out by servers without. */
    may_summarise?: boolean;
    templates: Template[];
}

/** What the current user can do in a channel. */
export interface Standing {
    may_start: boolean;

    /** Why not, in the reader's language. */
    refusal: {code: string; message: string} | null;

    /** The channel's lasting room. */
    room: LastingRoom | null;
}

/** A channel's own room, whose link stays the same. */
export interface LastingRoom {
    url: string;

    /** Whether calls started in the channel are held in it, unless they ask for something else. */
    preferred: boolean;
    made_by: string;
    made_at: number;
    ends_at: number;
}

/** A link for somebody from outside. Times are milliseconds since 1970, 0 for not. */
export interface Invite {
    id: string;
    call_id: string;

    /** Whom it is for, as the inviter calls them; may be an e-mail address or empty. */
    name: string;
    made_by: string;

    /** The inviter's name, as the server writes names. */
    made_by_name: string;
    made_at: number;
    expires_at: number;
    revoked_at: number;
    used_at: number;
}

/** A new invite with its link, which the server tells only once. */
export interface MadeInvite {
    invite: Invite;
    url: string;
}

/** What the server is asked to plan. */
export interface PlanRequest {
    channel_id: string;

    /** Words such as "every weekday at 09:00". */
    when: string;

    /** Where those words are meant. */
    time_zone: string;
    topic?: string;
    template?: string;
    duration_minutes?: number;

    /** How long before each call is reminded of, 0 for never; left out for the usual. */
    remind_minutes?: number;
}

/** One call or a series of them, planned ahead. Times are milliseconds since 1970. */
export interface Schedule {
    id: string;
    channel_id: string;

    /** The post that shows it. */
    post_id: string;
    owner_user_id: string;
    topic: string;

    /** As somebody wrote it, or the dialog. */
    when: string;

    /** The rule that it repeats by; empty for one call. */
    rrule: string;
    time_zone: string;

    /** Set where the rule has a day that not all months have. */
    skips_months?: boolean;
    state: 'active' | 'paused' | 'past' | 'cancelled';

    /** The next few calls. */
    next: number[];
    options: {duration_minutes?: number};
    ics_url: string;
    google_url: string;
    outlook_url: string;

    /** Grows with every change. */
    revision: number;
}

/** What can be done with planned calls; skip is about the next. */
export type PlanAct = 'skip' | 'pause' | 'resume' | 'cancel';

/** Where a call opens: a window inside Mattermost or a tab of the browser. */
export type OpenIn = 'window' | 'tab';

/** Somebody's calling this person, in a direct or group message. */
export interface Ring {
    call_id: string;
    channel_id: string;
    host_user_id: string;

    /** The host's name, as the server writes names. */
    host_name: string;
    topic: string;
    at: number;

    /** When ringing ends; one that nobody answered until then was missed. */
    until: number;

    /** Not to be heard: Do Not Disturb, or the person wants it so. */
    quiet: boolean;

    /** Answered, declined or dismissed, here or on another device. */
    over: boolean;
}

/** Whether people can join the call now. */
export function isJoinable(call: Call): boolean {
    return call.state === 'open' || call.state === 'live';
}

/** Whether the call is not over. */
export function isRunning(call: Call): boolean {
    return call.state === 'creating' || isJoinable(call);
}
