/** What a report is about. Times are milliseconds since 1970. */
export interface Filters {

    /** `to` is no longer part of it. */
    from: number;
    to: number;

    /** Whose days they are. */
    time_zone: string;

    /** At most one of these; none is all channels. */
    team_id?: string;
    channel_id?: string;
}

/** The numbers of a period; README says what each of them counts. */
export interface Summary {
    totals: Totals;

    /** Every step of the period, also those without calls. */
    days: DayCount[];
    step: 'day' | 'week' | 'month';
    lengths: LengthCount[];
    channels: ChannelCount[];
    people: PersonCount[];
}

export interface Totals {
    calls: number;
    held: number;
    missed: number;
    failed: number;
    minutes: number;
    person_minutes: number;
    people: number;
    guests: number;
    recorded: number;
    median_minutes: number;
    longest_minutes: number;
}

export interface DayCount {

    /** The first day of the step, as 2026-11-01. */
    day: string;
    calls: number;
    missed: number;
    minutes: number;
}

/** The calls of some length; `to_minutes` is 0 for no limit. */
export interface LengthCount {
    from_minutes: number;
    to_minutes: number;
    calls: number;
}

export interface ChannelCount {
    channel_id: string;

    /** D is all direct and group messages together; empty when the channel is gone. */
    type: 'O' | 'P' | 'D' | '';
    display_name: string;
    team_name: string;
    calls: number;
    minutes: number;
}

export interface PersonCount {
    user_id: string;
    username: string;
    display_name: string;
    calls: number;
    minutes: number;
}

/** One call of the report. */
export interface CallLine {
    id: string;

    /** Empty for direct and group messages, and when it is gone, as is the team. */
    channel: string;
    channel_type: 'O' | 'P' | 'D' | '';
    team: string;
    started_by: string;
    topic: string;
    state: 'ended' | 'missed' | 'failed';
    created_at: number;
    minutes: number;
    people: number;
    recorded: boolean;
}

/** Some calls of the report, newest first. */
export interface LinePage {
    calls: CallLine[];

    /** Asks for those before; empty when there are none. */
    next: string;
    total: number;
}
