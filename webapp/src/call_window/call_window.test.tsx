import {act, cleanup, fireEvent, screen, waitFor} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import {frame, join, LINK, openWindow, page, prepare, ROOM, say, theWindow} from '../testing/call_window';
import {aCall, click} from '../testing/mattermost';
import type {MattermostClient} from '../testing/mattermost';

beforeEach(prepare);
afterEach(() => {
    cleanup();
    vi.useRealTimers();
});

function pass(milliseconds: number) {
    act(() => {
        vi.advanceTimersByTime(milliseconds);
    });
}

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
