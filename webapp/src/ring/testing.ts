import {act, screen} from '@testing-library/react';
import {vi} from 'vitest';

import type {Ring} from '../calls/types';
import type {PluginRegistry} from '../host/registry';
import {CHANNEL, MattermostClient, mattermostState, serve} from '../testing/mattermost';
import type {Routes} from '../testing/mattermost';

// People who ring, and what a client shows of it.

export const NOW = Date.UTC(2025, 10, 3, 14, 14);
export const DM = 'channel2';
export const aRing = (changes: Partial<Ring> = {}): Ring => ({
    call_id: 'call1',
    channel_id: DM,
    host_user_id: 'user2',
    host_name: 'alice',
    topic: 'budget',
    at: NOW,
    until: NOW + 30_000,
    quiet: false,
    over: false,
    ...changes,
});
export const anotherRing = aRing({call_id: 'call2', channel_id: CHANNEL, host_user_id: 'user9', host_name: 'carol', topic: ''});
export const aMissed = (n: number) => aRing({call_id: `call${n}`, host_user_id: '', host_name: `user ${n}`, at: NOW - (n * 60_000), until: NOW - (n * 60_000) + 30_000});

export const rung = () => screen.queryAllByRole('group', {name: /is calling/});
export const missed = () => screen.queryAllByRole('group', {name: /You missed a call/});
export const button = (name: string) => screen.getByRole('button', {name});

interface Page {
    rings?: Ring[];
    routes?: Routes;
    state?: ReturnType<typeof mattermostState>;
    without?: (keyof PluginRegistry)[];
}

export async function show({rings = [], routes = {}, state = mattermostState(), without = []}: Page = {}) {
    const server = serve({
        [`GET calls?channel_id=${CHANNEL}`]: {body: {calls: []}},
        [`GET calls?channel_id=${DM}`]: {body: {calls: []}},
        'GET rings': {body: {rings}},
        'GET calls/call1/join': {body: {url: 'https://example.whereby.com/r'}},
        'POST calls/call1/decline': {body: {}},
        ...routes,
    });
    const client = new MattermostClient(state, without);
    client.show();
    await passTime(0);
    return {client, server};
}

export async function passTime(milliseconds: number) {
    await act(() => vi.advanceTimersByTimeAsync(milliseconds));
}

export function allowWindows() {
    const opened = {opener: window, closed: false, close: vi.fn(), location: {replace: vi.fn()}};
    vi.spyOn(window, 'open').mockReturnValue(opened as unknown as Window);
    return opened.location.replace;
}

// Stand-ins for what jsdom lacks of a browser, for tests.

/** An AudioContext that sounds to nobody. */
export class FakeAudio {
    state = 'running';
    readonly sampleRate = 8000;
    readonly destination = {};
    private samples = new Float32Array();

    /** Puts it in the browser's place; what is made goes into the list that is returned. */
    static stub(): FakeAudio[] {
        const made: FakeAudio[] = [];
        vi.stubGlobal('AudioContext', class extends FakeAudio {
            constructor() {
                super();
                made.push(this);
            }
        });
        return made;
    }

    createBuffer(_channels: number, length: number) {
        this.samples = new Float32Array(length);
        return {getChannelData: () => this.samples};
    }

    createBufferSource() {
        return {connect: () => undefined, start: () => undefined};
    }

    loudest(): number {
        return Math.max(...this.samples);
    }

    resume() {
        return Promise.resolve();
    }

    close() {
        this.state = 'closed';
        return Promise.resolve();
    }
}

/** Locks of a browser in whose other tab the only lock is held until that closes. */
export function stubLocks() {
    let close: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => {
        close = resolve;
    });
    const request = (_name: string, _options: object, work: () => Promise<void>) => closed.then(work);
    Object.assign(navigator, {locks: {request}});
    return {close};
}
