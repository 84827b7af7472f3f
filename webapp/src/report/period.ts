import {shownIn} from '../plans/when';

/** The periods that can be picked. */
export const PERIODS = ['7d', '30d', '90d', 'month', 'last_month', 'year', 'custom'] as const;

export type PeriodName = typeof PERIODS[number];

/** The first and the last day of a period, as 2026-12-24. */
export interface Days {
    first: string;
    last: string;
}

/** The days of a period, today included; none for those that a person picks. */
export function daysOf(period: Exclude<PeriodName, 'custom'>, timeZone: string, now: number): Days {
    const today = shownIn(timeZone, now).date;
    const month = `${today.slice(0, 7)}-01`;
    switch (period) {
    case '7d':
    case '30d':
    case '90d':
        return {first: dayAfter(today, 1 - parseInt(period, 10)), last: today};
    case 'month':
        return {first: month, last: today};
    case 'last_month': {
        const last = dayAfter(month, -1);
        return {first: `${last.slice(0, 7)}-01`, last};
    }
    case 'year':
        return {first: `${today.slice(0, 4)}-01-01`, last: today};
    }
}

/** Whether those are two days in order; date fields are empty until they are whole. */
export function isPeriod({first, last}: Days): boolean {
    return first !== '' && first <= last;
}

/** When the days begin in a zone, and when they are over. */
export function momentsOf({first, last}: Days, timeZone: string): {from: number; to: number} {
    return {from: midnight(first, timeZone), to: midnight(dayAfter(last, 1), timeZone)};
}

function dayAfter(date: string, days: number): string {
    const at = new Date(`${date}T00:00Z`);
    at.setUTCDate(at.getUTCDate() + days);
    return at.toISOString().slice(0, 10);
}

// The second look is for days on which clocks are changed in between.
function midnight(date: string, timeZone: string): number {
    const wanted = Date.parse(`${date}T00:00Z`);
    let at = wanted;
    for (let look = 0; look < 2; look++) {
        const shown = shownIn(timeZone, at);
        at += wanted - Date.parse(`${shown.date}T${shown.time}Z`);
    }
    return at;
}
