// @vitest-environment node
import {afterEach, beforeEach, expect, test, vi} from 'vitest';

import {CallExport} from './call_export';
import type {Format, Part} from './report_client';
import {ApiError} from '../calls/client';

const FILTERS = {from: 0, to: 1, time_zone: 'UTC'};
const ALL = 4001;

beforeEach(() => {
    vi.useFakeTimers();
});

afterEach(() => {
    vi.useRealTimers();
});

// A server that has that many calls, whose topics have line breaks, commas and quotes.
function server(format: Format, all = ALL) {
    const line = (n: number) => (format === 'csv' ? `${n},"a ""b"",\r\nc",c${n}\r\n` : JSON.stringify({topic: 'a\n"b"', cursor: `c${n}`}) + '\n');
    return vi.fn((_filters: object, _format: Format, limit: number, cursor: string): Promise<Part> => {
        const first = cursor ? Number(cursor.slice(1)) + 1 : 1;
        const rows = Array.from({length: Math.max(0, Math.min(limit, all - first + 1))}, (_, n) => line(first + n));
        return Promise.resolve({text: (format === 'csv' ? '\ufeffid,topic,cursor\r\n' : '') + rows.join(''), rest: all - first + 1});
    });
}

test.each(['csv', 'ndjson'] as const)('a %s file has every call once, and its columns\' names once', async (format) => {
    const part = server(format);
    const progress: number[] = [];
    const calls: CallExport = new CallExport(format, FILTERS, {part}, () => progress.push(calls.rows));
    expect(await calls.fetchRest()).toBe(true);
    expect(progress).toEqual([2000, 4000, 4001]);
    expect(calls.total).toBe(ALL);
    const text = await calls.file().text();
    const cursors = [...text.matchAll(/\bc(\d+)(?:"}\n|\r\n)/g)].map(([, n]) => Number(n));
    expect(cursors).toEqual(Array.from({length: ALL}, (_, n) => n + 1));
    expect(text.match(/id,topic/g)?.length ?? 0).toBe(format === 'csv' ? 1 : 0);
});

test.each([0, 2000])('%i calls are no more than they are', async (all) => {
    const calls = new CallExport('csv', FILTERS, {part: server('csv', all)}, () => undefined);
    expect(await calls.fetchRest()).toBe(true);
    expect(calls.rows).toBe(all);
});

test('after a break it goes on by itself with the same part', async () => {
    const part = server('csv');
    part.mockResolvedValueOnce(await part({}, 'csv', 2000, '')).mockRejectedValueOnce(new ApiError('unreachable', '', 0));
    part.mockClear();
    const calls = new CallExport('csv', FILTERS, {part}, () => undefined);
    const done = calls.fetchRest();
    await vi.runAllTimersAsync();
    expect(await done).toBe(true);
    expect(part.mock.calls.map(([, , , cursor]) => cursor)).toEqual(['', 'c2000', 'c2000', 'c4000']);
    expect(calls.rows).toBe(ALL);
});

test('when the connection stays broken it can be gone on with later', async () => {
    const part = server('csv');
    const calls = new CallExport('csv', FILTERS, {part}, () => undefined);
    part.mockImplementationOnce(part.getMockImplementation() ?? (() => Promise.reject(new Error('none'))));
    for (let time = 0; time < 4; time++) {
        part.mockRejectedValueOnce(new ApiError('unreachable', '', 0));
    }
    const broken = expect(calls.fetchRest()).rejects.toThrow(ApiError);
    await vi.runAllTimersAsync();
    await broken;
    expect(calls.rows).toBe(2000);
    expect(await calls.fetchRest()).toBe(true);
    expect(calls.rows).toBe(ALL);
});

test('what the server broke off is gone on with, unless nothing comes', async () => {
    const part = server('csv', 3);
    const {text} = await part({}, 'csv', 2, '');
    part.mockResolvedValueOnce({text, rest: 3});
    const calls = new CallExport('csv', FILTERS, {part}, () => undefined);
    expect(await calls.fetchRest()).toBe(true);
    expect(calls.rows).toBe(3);
    part.mockResolvedValue({text: '\ufeffid,topic,cursor\r\n', rest: 3});
    await expect(new CallExport('csv', FILTERS, {part}, () => undefined).fetchRest()).rejects.toThrow(ApiError);
});

test('what was refused is not asked for again', async () => {
    const part = server('csv').mockRejectedValue(new ApiError('not_found', 'There is no such channel.', 404));
    await expect(new CallExport('csv', FILTERS, {part}, () => undefined).fetchRest()).rejects.toThrow('There is no such channel.');
    expect(part).toHaveBeenCalledOnce();
});

test('it can be stopped', async () => {
    const part = server('csv');
    const calls: CallExport = new CallExport('csv', FILTERS, {part}, () => {
        calls.stop();
    });
    expect(await calls.fetchRest()).toBe(false);
    expect(part).toHaveBeenCalledOnce();
});
