import type {IntlShape} from 'react-intl';

import type {Call} from '../calls/types';
import {shownIn} from '../plans/when';

/** The calls that began on one day of the reader's. */
export interface Day {

    /** As 2026-12-24. */
    date: string;
    calls: Call[];
}

/** Calls, newest first, by the days on which they began in a zone. */
export function byDay(calls: Call[], timeZone: string): Day[] {
    const days: Day[] = [];
    for (const call of calls) {
        const {date} = shownIn(timeZone, call.created_at);
        const last = days.at(-1);
        if (last?.date === date) {
            last.calls.push(call);
        } else {
            days.push({date, calls: [call]});
        }
    }
    return days;
}

/** A day as people call it: today, yesterday, or its date, with the year only when it is another. */
export function dayName(intl: IntlShape, date: string, today: string): string {
    const ago = (Date.parse(today) - Date.parse(date)) / 86_400_000;
    if (ago === 0 || ago === 1) {
        return intl.formatRelativeTime(-ago, 'day', {numeric: 'auto'});
    }
    return intl.formatDate(date, {
        timeZone: 'UTC', weekday: 'long', month: 'long', day: 'numeric', ...(date.slice(0, 4) !== today.slice(0, 4) && {year: 'numeric'}),
    });
}
