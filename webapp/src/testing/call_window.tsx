import {act, screen, within} from '@testing-library/react';
import {vi} from 'vitest';

import {aCall, aPost, CHANNEL, click, MattermostClient, mattermostState, serve} from './mattermost';
import type {Routes} from './mattermost';
import type {Call} from '../calls/types';

// What tests of the call window share.

/** Where the rooms are. */
export const ROOM = 'http://localhost:8080';
/** The person's own link into the first call. */
export const LINK = `${ROOM}/standup?roomKey=secret`;
const SETTINGS = {open_in: 'window', default_duration_minutes: 60, max_duration_minutes: 240, default_locked: false, may_record: false, templates: []};
const OTHER = aCall({id: 'call2', channel_id: 'channel2', post_id: 'post2', topic: 'retro', created_at: 1});

const routes = (calls: Call[]): Routes => ({
    'GET settings': {body: SETTINGS},
    [`GET calls?channel_id=${CHANNEL}`]: {body: {calls}},
    'GET calls/call1/join': {body: {url: LINK}},
    'GET calls/call2/join': {body: {url: `${ROOM}/retro`}},
});

/** For each test's start. */
export function prepare() {
    vi.stubGlobal('isSecureContext', true);
    vi.stubGlobal('ResizeObserver', class {
        observe = () => undefined;
        disconnect = () => undefined;
    });
    vi.stubGlobal('innerWidth', 1280);
    vi.stubGlobal('innerHeight', 800);
    localStorage.clear();
}

/** Mattermost with two calls, whose cards open calls in the window. */
export async function page(more: Routes = {}, state = mattermostState(), calls = [aCall(), OTHER]) {
    const server = serve({...routes(calls), ...more});
    const client = new MattermostClient(state);
    client.show([aPost(), aPost({id: 'post2', channel_id: 'channel2', props: {call_id: 'call2'}})]);
    for (const call of calls) {
        client.event(call);
    }
    await act(async () => {
        await Promise.resolve();
    });
    return {server, client};
}

/** The same with the first call in the window. */
export async function openWindow(...given: Parameters<typeof page>) {
    const opened = await page(...given);
    const before = join('team-standup');
    before.focus();
    click(before);
    const root = await screen.findByRole('dialog', {name: 'Call: team-standup'});
    return {...opened, before, root, within: within(root)};
}

/** A card's button. */
export function join(topic: string) {
    return within(screen.getByRole('region', {name: `Call: ${topic}`})).getByRole('button', {name: 'Join'});
}

/** The room in the window. */
export function frame(): HTMLIFrameElement {
    const element = document.querySelector<HTMLIFrameElement>('.whereby-window iframe');
    if (!element) {
        throw new Error('no room');
    }
    return element;
}

/** Lets the room tell the page something. */
export function say(type: string, payload?: object, from: Partial<MessageEventInit> = {}) {
    act(() => {
        window.dispatchEvent(new MessageEvent('message', {data: {type, payload}, origin: ROOM, source: frame().contentWindow, ...from}));
    });
}

/** The window, while there is one. */
export const theWindow = () => document.querySelector('.whereby-window');
