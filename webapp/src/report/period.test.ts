// @vitest-environment node
import {expect, test} from 'vitest';

import {daysOf, isPeriod, momentsOf} from './period';

const NOW = Date.UTC(2026, 2, 1, 3, 30);

test.each([
    ['7d', 'UTC', '2026-02-23', '2026-03-01'],
    ['30d', 'UTC', '2026-01-31', '2026-03-01'],
    ['90d', 'UTC', '2025-12-02', '2026-03-01'],
    ['month', 'UTC', '2026-03-01', '2026-03-01'],
    ['last_month', 'UTC', '2026-02-01', '2026-02-28'],
    ['year', 'UTC', '2026-01-01', '2026-03-01'],
    ['month', 'America/New_York', '2026-02-01', '2026-02-28'],
    ['last_month', 'America/New_York', '2026-01-01', '2026-01-31'],
    ['7d', 'Pacific/Kiritimati', '2026-02-23', '2026-03-01'],
] as const)('%s in %s is from %s to %s', (period, zone, first, last) => {
    expect(daysOf(period, zone, NOW)).toEqual({first, last});
});

test.each([
    ['UTC', '2026-03-01', '2026-03-01', '2026-03-01T00:00Z', '2026-03-02T00:00Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-29', '2026-03-28T23:00Z', '2026-03-29T22:00Z'],
    ['Europe/Berlin', '2026-10-25', '2026-10-25', '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
    ['Asia/Kolkata', '2026-02-28', '2026-02-28', '2026-02-27T18:30Z', '2026-02-28T18:30Z'],
    ['Pacific/Kiritimati', '2026-12-31', '2026-12-31', '2026-12-30T10:00Z', '2026-12-31T10:00Z'],
])('in %s, %s to %s is from %s to %s', (zone, first, last, from, to) => {
    expect(momentsOf({first, last}, zone)).toEqual({from: Date.parse(from), to: Date.parse(to)});
});

test.each([
    ['2026-03-01', '2026-03-01', true],
    ['2026-03-01', '2026-02-28', false],
    ['', '2026-02-28', false],
    ['2026-02-28', '', false],
])('from %j to %j is a period: %s', (first, last, is) => {
    expect(isPeriod({first, last})).toBe(is);
});
