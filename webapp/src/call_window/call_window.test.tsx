import {act, cleanup, fireEvent, screen, waitFor, within} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import type {Call} from '../calls/types';
import {aCall, aPost, CHANNEL, click, MattermostClient, mattermostState, serve} from '../testing/mattermost';
import type {Routes} from '../testing/mattermost';

const ROOM = 'http://localhost:8080';
const LINK = `${ROOM}/standup?roomKey=secret`;
const SETTINGS = {open_in: 'window', default_duration_minutes: 60, max_duration_minutes: 240, default_locked: false, may_record: false, templates: []};
const OTHER = aCall({id: 'call2', channel_id: 'channel2', post_id: 'post2', topic: 'retro', created_at: 1});

const routes = (calls: Call[]): Routes => ({
    'GET settings': {body: SETTINGS},
    [`GET calls?channel_id=${CHANNEL}`]: {body: {calls}},
    'GET calls/call1/join': {body: {url: LINK}},
    'GET calls/call2/join': {body: {url: `${ROOM}/retro`}},
});

beforeEach(() => {
    vi.stubGlobal('isSecureContext', true);
    vi.stubGlobal('ResizeObserver', class {
        observe = () => undefined;
        disconnect = () => undefined;
    });
    vi.stubGlobal('innerWidth', 1280);
    vi.stubGlobal('innerHeight', 800);
    localStorage.clear();
});
afterEach(() => {
    cleanup();
    vi.useRealTimers();
});

async function page(more: Routes = {}, state = mattermostState(), calls = [aCall(), OTHER]) {
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

async function openWindow(...given: Parameters<typeof page>) {
    const opened = await page(...given);
    const before = join('team-standup');
    before.focus();
    click(before);
    const root = await screen.findByRole('dialog', {name: 'Call: team-standup'});
    return {...opened, before, root, within: within(root)};
}

function join(topic: string) {
    return within(screen.getByRole('region', {name: `Call: ${topic}`})).getByRole('button', {name: 'Join'});
}

function frame(): HTMLIFrameElement {
    const element = document.querySelector<HTMLIFrameElement>('.whereby-window iframe');
    if (!element) {
        throw new Error('no room');
    }
    return element;
}

function say(type: string, payload?: object, from: Partial<MessageEventInit> = {}) {
    act(() => {
        window.dispatchEvent(new MessageEvent('message', {data: {type, payload}, origin: ROOM, source: frame().contentWindow, ...from}));
    });
}

function pass(milliseconds: number) {
    act(() => {
        vi.advanceTimersByTime(milliseconds);
    });
}

const theWindow = () => document.querySelector('.whereby-window');

describe('the window', () => {
    test('shows the room with all that it needs, and has the focus', async () => {
        const {root} = await openWindow();
        const src = new URL(frame().src);
        expect(src.origin + src.pathname).toBe(`${ROOM}/standup`);
        expect(Object.fromEntries(src.searchParams)).toEqual({roomKey: 'secret', jsApi: 'true', we: '1', iframeSource: 'localhost'});
        expect(frame().getAttribute('allow')).toMatch(/camera; microphone;.*display-capture/);
        expect(frame().getAttribute('referrerpolicy')).toBe('strict-origin-when-cross-origin');
        expect(document.activeElement).toBe(root);
    });

    test('keeps the personal link out of store and storage', async () => {
        const {client} = await openWindow();
        expect(JSON.stringify(client.store.getState())).not.toContain('secret');
        expect(JSON.stringify(localStorage)).not.toContain('secret');
    });

    test('keeps its room through a switch of channels, minimised and back, and maximised', async () => {
        const {client, within: inWindow} = await openWindow();
        const room = frame();
        client.switchChannel('channel2');
        click(inWindow.getByRole('button', {name: 'Minimize'}));
        expect(theWindow()?.classList.contains('minimised')).toBe(true);
        expect(frame()).toBe(room);
        click(inWindow.getByRole('button', {name: 'Restore'}));
        fireEvent.doubleClick(inWindow.getByRole('heading', {name: 'team-standup'}));
        expect(theWindow()?.classList.contains('maximised')).toBe(true);
        expect(frame()).toBe(room);
    });

    test('counts the call\'s time, or without news of it the person\'s', async () => {
        const {client} = await openWindow();
        expect(document.querySelector('.whereby-window-time')).toBeNull();
        say('join');
        expect(document.querySelector('.whereby-window-time')?.textContent).toBe('0:00');
        client.event(aCall({state: 'live', started_at: Date.now() - 65_000, revision: 2}));
        expect(document.querySelector('.whereby-window-time')?.textContent).toMatch(/^1:0[45]$/);
    });

    test('goes with whoever logs out', async () => {
        const {client} = await openWindow();
        act(() => {
            const {users} = client.store.getState().entities;
            users.currentUserId = '';
            client.store.dispatch({type: 'test/loggedOut'});
        });
        expect(theWindow()).toBeNull();
    });
});

describe('a room of Whereby\'s own', () => {
    const secret = 'https://acme.whereby.com/standup?roomKey=secret&displayName=Bob';

    test('is shown by Whereby\'s component, which hears and is heard', async () => {
        const {within: inWindow} = await openWindow({'GET calls/call1/join': {body: {url: secret}}});
        await waitFor(() => {
            frame();
        });
        expect(document.querySelectorAll('.whereby-window whereby-embed iframe')).toHaveLength(1);
        const src = new URL(frame().src);
        expect(src.origin).toBe('https://acme.whereby.com');
        expect(Object.fromEntries(src.searchParams)).toEqual({roomKey: 'secret', displayName: 'Bob', jsApi: 'true', we: '1', iframeSource: 'acme'});
        expect(frame().title).toBe('Call: team-standup');
        const room = frame();
        click(inWindow.getByRole('button', {name: 'Minimize'}));
        expect(frame()).toBe(room);

        say('join', undefined, {origin: 'https://acme.whereby.com'});
        const asked = vi.spyOn(frame().contentWindow as Window, 'postMessage');
        click(inWindow.getByRole('button', {name: 'Leave the call'}));
        expect(asked).toHaveBeenCalledWith({command: 'leave_room', args: []}, 'https://acme.whereby.com');
        say('leave', {removed: false}, {origin: 'https://acme.whereby.com'});
        expect(theWindow()).toBeNull();
    });
});

describe('joining', () => {
    test('the same call again brings the window back', async () => {
        const {root, server, within: inWindow} = await openWindow();
        click(inWindow.getByRole('button', {name: 'Minimize'}));
        click(join('team-standup'));
        await waitFor(() => {
            expect(root.classList.contains('minimised')).toBe(false);
        });
        expect(document.activeElement).toBe(root);
        expect(server.requests('GET calls/call1/join')).toHaveLength(1);
    });

    test('another call asks first; Stay changes nothing', async () => {
        const {server} = await openWindow();
        click(join('retro'));
        const question = screen.getByRole('alertdialog', {name: 'You are in team-standup. Leave it and join retro?'});
        expect(document.activeElement?.textContent).toBe('Stay');
        fireEvent.keyDown(question, {key: 'Escape'});
        expect(screen.queryByRole('alertdialog')).toBeNull();
        expect(frame().src).toContain('/standup');
        expect(server.requests('GET calls/call2/join')).toEqual([]);
    });

    test('another call after the question takes the place of the first', async () => {
        await openWindow();
        click(join('retro'));
        click(screen.getByRole('button', {name: 'Leave and join'}));
        await screen.findByRole('dialog', {name: 'Call: retro'});
        expect(document.querySelectorAll('.whereby-window')).toHaveLength(1);
        expect(frame().src).toContain('/retro');
    });

    test('a call that the server refuses opens nothing and is told at the card', async () => {
        await page({'GET calls/call1/join': {status: 410, body: {error: {code: 'over', message: 'The call is over.'}}}});
        click(join('team-standup'));
        await screen.findByText('The call is over.');
        expect(theWindow()).toBeNull();
    });

    test('never embeds what is no secure link', async () => {
        await page({'GET calls/call1/join': {body: {url: 'http://example.com/room'}}});
        click(join('team-standup'));
        await screen.findByText(/not a secure https link/);
        expect(theWindow()).toBeNull();
    });
});

describe('leaving', () => {
    test('asks the room to say goodbye and closes once it has', async () => {
        const {within: inWindow, before} = await openWindow();
        say('join');
        const asked = vi.spyOn(frame().contentWindow as Window, 'postMessage');
        click(inWindow.getByRole('button', {name: 'Leave the call'}));
        expect(asked).toHaveBeenCalledWith({command: 'leave_room', args: []}, ROOM);
        expect(theWindow()).not.toBeNull();
        say('leave', {removed: false});
        expect(theWindow()).toBeNull();
        expect(document.activeElement).toBe(before);
    });

    test('does not wait long for a room that does not answer', async () => {
        const {within: inWindow} = await openWindow();
        say('join');
        vi.useFakeTimers();
        click(inWindow.getByRole('button', {name: 'Leave the call'}));
        pass(1000);
        expect(theWindow()).toBeNull();
    });

    test('needs no goodbye from outside the room', async () => {
        const {within: inWindow} = await openWindow();
        say('ready');
        click(inWindow.getByRole('button', {name: 'Leave the call'}));
        expect(theWindow()).toBeNull();
    });

    test('in the room itself closes the window, and leaves the focus to who works elsewhere', async () => {
        await openWindow();
        say('join');
        join('retro').focus();
        say('leave', {removed: false});
        expect(theWindow()).toBeNull();
        expect(document.activeElement).toBe(join('retro'));
    });

    test('to a tab takes the link along', async () => {
        const {within: inWindow} = await openWindow();
        const tab = {opener: window as unknown, closed: false, location: {replace: vi.fn()}};
        const open = vi.spyOn(window, 'open').mockReturnValue(tab as unknown as Window);
        click(inWindow.getByRole('button', {name: 'Move to a new tab'}));
        expect(open).toHaveBeenCalled();
        await waitFor(() => {
            expect(tab.location.replace).toHaveBeenCalledWith(LINK);
        });
        expect(theWindow()).toBeNull();
    });
});

describe('the end', () => {
    test.each<[string, string, (client: MattermostClient) => void]>([
        ['of the call', 'The call has ended.', (client) => {
            client.event(aCall({state: 'ended', revision: 2}));
        }],
        ['told by the room', 'The call has ended.', () => {
            say('meeting_end');
            act(() => {
                window.dispatchEvent(new MessageEvent('message', {data: {type: 'leave', payload: {removed: true}}, origin: ROOM}));
            });
        }],
        ['for somebody removed', 'You were removed from the call.', () => {
            say('leave', {removed: true});
        }],
        ['for somebody removed by the end of the call', 'The call has ended.', (client) => {
            say('leave', {removed: true});
            client.event(aCall({state: 'ended', revision: 2}));
        }],
        ['for somebody who lost the channel', 'You are no longer in the call\'s channel.', (client) => {
            act(() => {
                client.store.getState().entities.channels.myMembers = {};
                client.store.dispatch({type: 'test/left'});
            });
        }],
    ])('%s is said for some seconds', async (_whose, text, end) => {
        const {client, root, within: inWindow} = await openWindow();
        say('join');
        vi.useFakeTimers();
        end(client);
        expect(inWindow.getByRole('status').textContent).toBe(text);
        expect(root.querySelector('iframe')).toBeNull();
        pass(3999);
        expect(theWindow()).not.toBeNull();
        pass(1);
        expect(theWindow()).toBeNull();
    });

    test('holds up no other call', async () => {
        const {client} = await openWindow();
        client.event(aCall({state: 'ended', revision: 2}));
        click(join('retro'));
        await screen.findByRole('dialog', {name: 'Call: retro'});
    });
});

test('the browser asks before it leaves the page of somebody who is in the call, and of nobody else', async () => {
    const leaves = () => window.dispatchEvent(new Event('beforeunload', {cancelable: true}));
    await openWindow();
    expect(leaves()).toBe(true);
    say('join');
    expect(leaves()).toBe(false);
    say('leave');
    expect(leaves()).toBe(true);
});

describe('messages', () => {
    test.each<[string, Partial<MessageEventInit>]>([
        ['another origin', {origin: 'https://evil.example.com'}],
        ['another window', {source: window}],
        ['nowhere', {source: null}],
    ])('of %s are not heard', async (_whose, from) => {
        await openWindow();
        say('leave', {removed: false}, from);
        expect(theWindow()).not.toBeNull();
    });

    test.each([null, 'text', 7, {}, {type: 7}])('such as %j do no harm', async (data) => {
        await openWindow();
        say('', undefined, {data});
        expect(theWindow()).not.toBeNull();
    });
});

describe('a room that does not show itself', () => {
    test('is told of 10 s after its page came, with the address to allow and a way out', async () => {
        const {within: inWindow} = await openWindow();
        vi.useFakeTimers();
        fireEvent.load(frame());
        pass(9999);
        expect(document.querySelector('.whereby-window-strip')).toBeNull();
        pass(1);
        expect(inWindow.getByRole('alert').textContent).toMatch(/add https:\/\/mattermost\.example\.com to Allowed domains/);
        inWindow.getByRole('button', {name: 'Open in a new tab'});
        frame();
        say('ready');
        expect(document.querySelector('.whereby-window-strip')).toBeNull();
    });

    test('in time is not told of', async () => {
        await openWindow();
        vi.useFakeTimers();
        fireEvent.load(frame());
        say('ready');
        pass(60_000);
        expect(document.querySelector('.whereby-window-strip')).toBeNull();
    });

    test('for want of camera and microphone says so', async () => {
        const {within: inWindow} = await openWindow();
        say('deny_device_permission', {denied: true});
        expect(inWindow.getByRole('alert').textContent).toMatch(/Camera and microphone are blocked here/);
        say('grant_device_permission', {granted: true});
        expect(inWindow.getByRole('alert').textContent).toBe('');
    });
});

describe('the place of the window', () => {
    const at = (root: HTMLElement) => [root.style.left, root.style.top, root.style.width, root.style.height].map(parseFloat);

    test('is bottom right at first, and moves and grows by keys', async () => {
        const {root, within: inWindow} = await openWindow();
        expect(at(root)).toEqual([728, 344, 480, 320]);
        const handle = inWindow.getByRole('button', {name: /^Move with the arrow keys/});
        fireEvent.keyDown(handle, {key: 'ArrowLeft'});
        fireEvent.keyDown(handle, {key: 'ArrowUp'});
        expect(at(root)).toEqual([712, 328, 480, 320]);
        fireEvent.keyDown(handle, {key: 'ArrowRight', shiftKey: true});
        expect(at(root)).toEqual([712, 328, 496, 320]);
    });

    test('follows the pointer, is kept inside the page, and remembered', async () => {
        const {root, client, within: inWindow} = await openWindow();
        const pull = (element: Element, x: number, y: number) => {
            fireEvent(element, new MouseEvent('pointerdown', {bubbles: true, clientX: 100, clientY: 100}));
            fireEvent(window, new MouseEvent('pointermove', {clientX: 100 + x, clientY: 100 + y}));
            fireEvent(window, new MouseEvent('pointerup'));
            fireEvent(window, new MouseEvent('pointermove', {clientX: 0, clientY: 0}));
        };
        pull(inWindow.getByRole('heading', {name: 'team-standup'}), -100, -5000);
        expect(at(root)).toEqual([628, 0, 480, 320]);
        pull(root.querySelector('.whereby-window-edge-sw') as Element, -28, 80);
        expect(at(root)).toEqual([600, 0, 508, 400]);

        vi.stubGlobal('innerWidth', 900);
        fireEvent(window, new Event('resize'));
        expect(at(root)).toEqual([392, 0, 508, 400]);
        vi.stubGlobal('innerWidth', 1280);
        fireEvent(window, new Event('resize'));
        expect(at(root)).toEqual([600, 0, 508, 400]);

        client.event(aCall({state: 'ended', revision: 2}));
        click(inWindow.getByRole('button', {name: 'Leave the call'}));
        click(join('retro'));
        expect(at(await screen.findByRole('dialog', {name: 'Call: retro'}))).toEqual([600, 0, 508, 400]);
    });

    test('is the message box\'s upper edge when minimised', async () => {
        const {root, within: inWindow} = await openWindow();
        const box = document.createElement('div');
        box.id = 'post-create';
        box.getBoundingClientRect = () => new DOMRect(240, 700, 600, 90);
        document.body.append(box);
        click(inWindow.getByRole('button', {name: 'Minimize'}));
        expect([root.style.left, root.style.bottom]).toEqual(['240px', '100px']);
        box.remove();
    });
});
