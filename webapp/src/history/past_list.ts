import {isRunning} from '../calls/types';
import type {Call, CallPage} from '../calls/types';

/** As much of a channel's past calls as was loaded. */
export interface PastList {
    calls: Call[];

    /** Asks for those before; empty when there are none. */
    cursor: string;
}

/** The list with the page that follows it. */
export function withNext({calls}: PastList, page: CallPage): PastList {
    return {calls: joined(calls, page.calls ?? []), cursor: page.next_cursor};
}

/** The list with the latest page, which takes its place where calls between the two are not known. */
export function withLatest(list: PastList | undefined, page: CallPage): PastList {
    const latest = page.calls ?? [];
    const meets = list?.calls.some(({id}) => latest.some((call) => call.id === id));
    return list && meets ? {...list, calls: joined(list.calls, latest)} : {calls: latest, cursor: page.next_cursor};
}

/** The list with what is known of the same channel's calls from elsewhere, except of those before its end. */
export function withKnown({calls, cursor}: PastList, channelId: string, known: Call[]): Call[] {
    const oldest = cursor ? calls.at(-1) : undefined;
    return joined(calls, known.filter((call) => call.channel_id === channelId && !isRunning(call) && (!oldest || newestFirst(call, oldest) < 0)));
}

function joined(calls: Call[], more: Call[]): Call[] {
    const byId = new Map(calls.map((call) => [call.id, call]));
    for (const call of more) {
        const had = byId.get(call.id);
        if (!had || (call.revision ?? 0) >= (had.revision ?? 0)) {
            byId.set(call.id, call);
        }
    }
    return [...byId.values()].sort(newestFirst);
}

function newestFirst(a: Call, b: Call): number {
    return b.created_at - a.created_at || (a.id < b.id ? 1 : -1);
}
