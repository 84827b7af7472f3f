// @vitest-environment node
import {afterEach, beforeEach, expect, test, vi} from 'vitest';

import {PluginSettings} from './plugin_settings';
import type {Settings} from './types';

const answer = (openIn: Settings['open_in']): Settings =>
    ({open_in: openIn, default_duration_minutes: 60, max_duration_minutes: 240, default_locked: false, default_large: false, may_record: false, may_transcribe: false, may_stream: false, may_invite: false, templates: []});

beforeEach(() => {
    vi.useFakeTimers();
});
afterEach(() => {
    vi.useRealTimers();
});

function settingsOf(...answers: (Settings | Error)[]) {
    const client = {settings: vi.fn(() => {
        const next = answers.shift();
        return next instanceof Error || !next ? Promise.reject(next ?? new Error('no more')) : Promise.resolve(next);
    })};
    return {client, settings: new PluginSettings(client)};
}

test('the server is asked once a minute, however many want to know', async () => {
    const {client, settings} = settingsOf(answer('tab'), answer('window'));
    expect(settings.current()).toBeUndefined();
    await Promise.all([settings.load(), settings.load()]);
    expect(settings.current()?.open_in).toBe('tab');
    expect(client.settings).toHaveBeenCalledTimes(1);

    vi.advanceTimersByTime(60_000);
    expect((await settings.load()).open_in).toBe('window');
    expect(client.settings).toHaveBeenCalledTimes(2);
});

test('a failure is not remembered, and leaves what was known', async () => {
    const {settings} = settingsOf(answer('tab'), new Error('down'), answer('window'));
    await settings.load();
    await expect(settings.reload()).rejects.toThrow('down');
    expect(settings.current()?.open_in).toBe('tab');
    expect((await settings.load()).open_in).toBe('window');
});
