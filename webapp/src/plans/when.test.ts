import {describe, expect, test} from 'vitest';

import {firstPicked, isPast, isWhole, REPEATS, shownIn, whenWords} from './when';
import type {Repeat} from './when';

// Each is among what server/agenda reads.
describe('words', () => {
    test.each<[Repeat, string, string, string]>([
        ['once', '2026-12-01', '14:00', '2026-12-01 14:00'],
        ['once', '2028-02-29', '00:00', '2028-02-29 00:00'],
        ['daily', '2026-12-01', '14:00', 'every day at 14:00 from 2026-12-01'],
        ['weekdays', '2026-12-05', '09:30', 'every weekday at 09:30 from 2026-12-05'],
        ['weekly', '2026-11-29', '14:00', 'every sunday at 14:00 from 2026-11-29'],
        ['weekly', '2026-11-30', '14:00', 'every monday at 14:00 from 2026-11-30'],
        ['weekly', '2026-12-01', '14:00', 'every tuesday at 14:00 from 2026-12-01'],
        ['weekly', '2026-12-02', '14:00', 'every wednesday at 14:00 from 2026-12-02'],
        ['weekly', '2026-12-03', '14:00', 'every thursday at 14:00 from 2026-12-03'],
        ['weekly', '2026-12-04', '14:00', 'every friday at 14:00 from 2026-12-04'],
        ['weekly', '2026-12-05', '23:59', 'every saturday at 23:59 from 2026-12-05'],
        ['fortnightly', '2026-12-01', '14:00', 'every 2 weeks on tuesday at 14:00 from 2026-12-01'],
        ['monthly', '2026-12-01', '14:00', 'every month on the 1st at 14:00 from 2026-12-01'],
        ['monthly', '2026-12-02', '14:00', 'every month on the 2nd at 14:00 from 2026-12-02'],
        ['monthly', '2026-12-03', '14:00', 'every month on the 3rd at 14:00 from 2026-12-03'],
        ['monthly', '2026-12-04', '14:00', 'every month on the 4th at 14:00 from 2026-12-04'],
        ['monthly', '2026-12-10', '14:00', 'every month on the 10th at 14:00 from 2026-12-10'],
        ['monthly', '2026-12-11', '14:00', 'every month on the 11th at 14:00 from 2026-12-11'],
        ['monthly', '2026-12-12', '14:00', 'every month on the 12th at 14:00 from 2026-12-12'],
        ['monthly', '2026-12-13', '14:00', 'every month on the 13th at 14:00 from 2026-12-13'],
        ['monthly', '2026-12-20', '14:00', 'every month on the 20th at 14:00 from 2026-12-20'],
        ['monthly', '2026-12-21', '14:00', 'every month on the 21st at 14:00 from 2026-12-21'],
        ['monthly', '2026-12-22', '14:00', 'every month on the 22nd at 14:00 from 2026-12-22'],
        ['monthly', '2026-12-23', '14:00', 'every month on the 23rd at 14:00 from 2026-12-23'],
        ['monthly', '2026-12-30', '14:00', 'every month on the 30th at 14:00 from 2026-12-30'],
        ['monthly', '2026-12-31', '14:00', 'every month on the 31st at 14:00 from 2026-12-31'],
    ])('%s from %s at %s', (repeat, date, time, words) => {
        expect(whenWords({repeat, date, time})).toBe(words);
    });
});

test.each([
    ['2026-12-01', '14:00', true],
    ['', '14:00', false],
    ['2026-12-01', '', false],
    ['12026-12-01', '14:00', false],
    ['2026-12-01', '14:00:30', false],
])('%s %s is whole: %s', (date, time, whole) => {
    expect(isWhole({date, time, repeat: 'once'})).toBe(whole);
});

test.each([
    ['UTC', '2026-11-25T10:20:30Z', '2026-11-25', '11:00'],
    ['UTC', '2026-11-25T10:45:00Z', '2026-11-25', '11:00'],
    ['UTC', '2026-11-25T10:46:00Z', '2026-11-25', '12:00'],
    ['UTC', '2026-11-25T10:00:00Z', '2026-11-25', '11:00'],
    ['Europe/Berlin', '2026-12-31T22:50:00Z', '2027-01-01', '01:00'],
    ['Asia/Kathmandu', '2026-11-25T10:20:00Z', '2026-11-25', '17:00'],
    ['America/New_York', '2026-11-25T03:20:00Z', '2026-11-24', '23:00'],
])('in %s at %s, %s %s is offered', (zone, now, date, time) => {
    expect(firstPicked(zone, Date.parse(now))).toEqual({date, time, repeat: 'once'});
});

test.each([
    ['UTC', Date.UTC(2026, 10, 5, 0, 5), {date: '2026-11-05', time: '00:05'}],
    ['Pacific/Auckland', Date.UTC(2026, 11, 31, 12), {date: '2027-01-01', time: '01:00'}],
])('clocks in %s', (zone, at, shown) => {
    expect(shownIn(zone, at)).toEqual(shown);
});

describe('what is past', () => {
    const now = Date.parse('2026-11-25T10:20:00Z'); // 11:20 in Berlin

    test.each<[string, string, Repeat, boolean]>([
        ['2026-11-25', '11:20', 'once', true],
        ['2026-11-25', '11:21', 'once', false],
        ['2026-11-24', '23:00', 'once', true],
        ['2027-01-01', '00:00', 'once', false],
    ])('%s %s %s: %s', (date, time, repeat, past) => {
        expect(isPast({date, time, repeat}, 'Europe/Berlin', now)).toBe(past);
    });

    test.each(REPEATS.filter((repeat) => repeat !== 'once'))('goes on: %s', (repeat) => {
        expect(isPast({date: '2026-11-25', time: '09:00', repeat}, 'Europe/Berlin', now)).toBe(false);
        expect(isPast({date: '2026-11-24', time: '09:00', repeat}, 'Europe/Berlin', now)).toBe(true);
    });
});
