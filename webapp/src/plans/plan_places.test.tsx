import {act, cleanup, screen} from '@testing-library/react';
import {afterEach, expect, test, vi} from 'vitest';

import {aSchedule} from './testing';
import {importModule} from '../chunks/import_module';
import {CHANNEL, click, MattermostClient, mattermostState, serve, someSettings} from '../testing/mattermost';

vi.mock('../chunks/import_module', () => ({
    importModule: vi.fn((url: string): Promise<unknown> => (url.endsWith('/history') ? import('../history/chunk') : import('./chunk'))),
}));
const imported = vi.mocked(importModule);

const NOT_LOADED = /^A part of the Whereby plugin could not be loaded/;
const item = (name: string) => {
    click(screen.getByRole('button', {name: 'More ways to start a call'}));
    click(screen.getByRole('menuitem', {name}));
};

afterEach(cleanup);

function show(state = mattermostState()) {
    serve({
        [`GET calls?channel_id=${CHANNEL}`]: {body: {calls: []}},
        [`GET calls?channel_id=${CHANNEL}&state=over`]: {body: {calls: [], next_cursor: ''}},
        [`GET schedules?channel_id=${CHANNEL}`]: {body: {schedules: [aSchedule()]}},
        'GET settings': {body: someSettings()},
    });
    const client = new MattermostClient(state);
    client.show();
    return client;
}

test('the dialog comes at the next try', async () => {
    imported.mockRejectedValueOnce(new TypeError('offline'));
    show();
    item('Plan a call…');
    await screen.findByText(NOT_LOADED);
    item('Plan a call…');
    await screen.findByRole('dialog', {name: 'Plan a call'});
    expect(screen.queryByText(NOT_LOADED)).toBeNull();
});

test('an archived channel has a panel, and says that it takes no calls', async () => {
    const state = mattermostState();
    state.channels.channels[CHANNEL].delete_at = 1;
    const {registered, store} = show(state);
    expect(registered.menu[2]?.shown(store.getState())).toBe(true);
    act(() => {
        registered.menu[2]?.action(CHANNEL);
    });
    click(await screen.findByRole('button', {name: 'Plan a call…'}));
    await screen.findByText(/archived/);
    expect(screen.queryByRole('dialog')).toBeNull();
});
