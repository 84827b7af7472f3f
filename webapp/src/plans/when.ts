// Words that the server's agenda reads. They are English in every language, as
// what people type behind /whereby schedule is.

/** How a call repeats, as the dialog offers it. */
export const REPEATS = ['once', 'daily', 'weekdays', 'weekly', 'fortnightly', 'monthly'] as const;

export type Repeat = typeof REPEATS[number];

/** What was picked: a date as 2026-12-24 and a time as 16:00. */
export interface Picked {
    date: string;
    time: string;
    repeat: Repeat;
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** The words for what was picked. A series begins at the date or, if it is no such day, at the first thereafter. */
export function whenWords({date, time, repeat}: Picked): string {
    const day = new Date(`${date}T00:00Z`);
    const weekday = WEEKDAYS[day.getUTCDay()] ?? '';
    const from = `at ${time} from ${date}`;

    switch (repeat) {
    case 'once':
        return `${date} ${time}`;
    case 'daily':
        return `every day ${from}`;
    case 'weekdays':
        return `every weekday ${from}`;
    case 'weekly':
        return `every ${weekday} ${from}`;
    case 'fortnightly':
        return `every 2 weeks on ${weekday} ${from}`;
    case 'monthly':
        return `every month on the ${ordinal(day.getUTCDate())} ${from}`;
    }
}

function ordinal(n: number): string {
    const teens = n > 10 && n < 14;
    return String(n) + ((!teens && ['', 'st', 'nd', 'rd'][n % 10]) || 'th');
}

/** Whether a date and a time are whole; browsers give empty ones until they are. */
export function isWhole({date, time}: Picked): boolean {
    return /^\d{4}-\d\d-\d\d$/.test(date) && /^\d\d:\d\d$/.test(time);
}

/** What calendar and clock show in a zone. */
export function shownIn(timeZone: string, at: number): {date: string; time: string} {
    // Swedes write 2025-11-03 14:05.
    const format = new Intl.DateTimeFormat('sv', {
        timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
    });
    const [date = '', time = ''] = format.format(at).split(' ');
    return {date, time};
}

/** The next full hour that is at least a quarter of an hour away, on the clocks of a zone. */
export function firstPicked(timeZone: string, now: number): Picked {
    const {time} = shownIn(timeZone, now + (15 * 60_000));
    const minutes = Number(time.slice(3));
    return {...shownIn(timeZone, now + ((15 + ((60 - minutes) % 60)) * 60_000)), repeat: 'once'};
}

/** Whether that is past on the clocks of a zone; what repeats goes on. */
export function isPast({date, time, repeat}: Picked, timeZone: string, now: number): boolean {
    const shown = shownIn(timeZone, now);
    const at = repeat === 'once' ? `${date} ${time}` : date;
    return repeat === 'once' ? at <= `${shown.date} ${shown.time}` : at < shown.date;
}
