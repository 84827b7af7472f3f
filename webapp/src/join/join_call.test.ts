import type {ComponentType} from 'react';
import {beforeEach, describe, expect, test, vi} from 'vitest';

import type {GlobalState} from '@mattermost/types/store';

import {createJoin} from './join_call';
import type {CallWindowProps} from '../call_window/call_window';
import {CallWindows} from '../call_window/call_windows';
import type {ApiClient} from '../calls/client';
import type {CallLoader} from '../calls/loader';
import type {PluginSettings} from '../calls/plugin_settings';
import {ChunkError} from '../chunks/chunk';
import {Notices} from '../notice/notices';

const Window: ComponentType<CallWindowProps> = () => null;
const state = {entities: {preferences: {myPreferences: {'pp_whereby--open_in': {value: 'window'}}}}} as unknown as GlobalState;

function joining() {
    const client = {join: vi.fn(() => Promise.resolve('https://acme.whereby.com/standup'))};
    const loader = {refresh: vi.fn(() => Promise.resolve())};
    const loadWindow = vi.fn(() => Promise.resolve(Window));
    const settings = {current: () => undefined, load: () => Promise.reject(new Error('down'))};
    const notices = new Notices();
    const windows = new CallWindows();
    const join = createJoin({
        client: client as unknown as ApiClient,
        loader: loader as unknown as CallLoader,
        loadWindow,
        notices,
        settings: settings as unknown as PluginSettings,
        store: {getState: () => state} as Parameters<typeof createJoin>[0]['store'],
        windows,
    });
    return {client, join, loader, loadWindow, notices, windows};
}

beforeEach(() => {
    vi.stubGlobal('isSecureContext', true);
});

describe('joining in the window', () => {
    test('sees to it that an unknown call becomes known, for the window must hear of its end', async () => {
        const {join, loader, windows} = joining();
        await join('call1');
        expect(windows.current()).toMatchObject({callId: 'call1', Window});
        expect(loader.refresh).toHaveBeenCalledWith('call1');
    });

    test('whose code does not come says so and asks the server for nothing; the next try may do', async () => {
        const {client, join, loadWindow, notices, windows} = joining();
        loadWindow.mockRejectedValueOnce(new ChunkError('call_window'));
        await join('call1');
        expect(notices.current()).toEqual({kind: 'not_loaded'});
        expect(client.join).not.toHaveBeenCalled();

        await join('call1');
        expect(notices.current()).toBeUndefined();
        expect(windows.callId()).toBe('call1');
    });

    test('twice at once opens one window', async () => {
        const {join, windows} = joining();
        await Promise.all([join('call1'), join('call1')]);
        expect(windows.current()).toMatchObject({key: 1, attention: 1});
    });
});

test('on a page that is not secure, a tab opens in the click itself and the person is told why', async () => {
    vi.stubGlobal('isSecureContext', false);
    const tab = {opener: window, closed: false, location: {replace: vi.fn()}};
    const open = vi.spyOn(window, 'open').mockReturnValue(tab as unknown as globalThis.Window);
    const {join, notices, windows} = joining();
    const done = join('call1');
    expect(open).toHaveBeenCalled();
    await done;
    expect(tab.location.replace).toHaveBeenCalledWith('https://acme.whereby.com/standup');
    expect(notices.current()).toEqual({kind: 'insecure'});
    expect(windows.current()).toBeUndefined();
});
