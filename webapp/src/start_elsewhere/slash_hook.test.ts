import type {Store} from 'redux';
import {afterEach, expect, test, vi} from 'vitest';

import type {GlobalState} from '@mattermost/types/store';

import {createSlashHook} from './slash_hook';
import {CHANNEL, mattermostState} from '../testing/mattermost';

afterEach(() => {
    vi.unstubAllGlobals();
});

function run(message: string, rootId = '', channelId = CHANNEL) {
    vi.stubGlobal('requestAnimationFrame', (then: () => void) => {
        then();
    });
    const open = vi.fn(() => Promise.resolve());
    const plan = vi.fn(() => Promise.resolve());
    const args = {channel_id: channelId, root_id: rootId};
    const showPanel = vi.fn();
    const store = {getState: () => ({entities: mattermostState()})} as unknown as Store<GlobalState>;
    const answer = createSlashHook({open}, {open: plan, showPanel}, store)(message, args);
    return {open, plan, showPanel, answer, args};
}

test.each([
    ['/whereby --ask', {topic: ''}],
    ['/WhereBy —ask', {topic: ''}],
    ['/whereby start –ASK Planning', {topic: 'Planning'}],
    ['/whereby Planning 45m --ask --audio --locked --record', {topic: 'Planning', duration_minutes: 45, audio_only: true, locked: true, record: true}],
    ['/whereby Planning --ask 1h30m --new --large', {topic: 'Planning', duration_minutes: 90, new: true, large: true}],
    ['/whereby "End of 2h" --ask', {topic: 'End of 2h'}],
    ['/whereby „Über uns“ 2h --ask', {topic: 'Über uns', duration_minutes: 120}],
    ['/whereby review of the 2nd --ask', {topic: 'review of the 2nd'}],
])('%s opens the dialog', (message, draft) => {
    const {open, answer} = run(message);
    expect(answer).toEqual({});
    expect(open.mock.calls).toEqual([[{channel_id: 'channel1', ...draft}]]);
});

test('the dialog is for the thread in which the command was typed', () => {
    expect(run('/whereby --ask', 'root1').open).toHaveBeenCalledWith({channel_id: 'channel1', root_id: 'root1', topic: ''});
});

test.each(['/whereby schedule', '/WHEREBY  Schedule ', '/whereby schedule —ask'])('%s opens the dialog that plans', (message) => {
    const {plan, open, answer} = run(message);
    expect(answer).toEqual({});
    expect(plan.mock.calls).toEqual([['channel1']]);
    expect(open).not.toHaveBeenCalled();
    expect(run(message, 'root1').plan).not.toHaveBeenCalled();
});

test.each(['/whereby schedule list', '/whereby schedule every day at 09:00', '/whereby', '/whereby Planning', '/wherebyx --ask', '/away --ask', '/whereby asking', '/whereby --ask --unknown', '/whereby invite Zoe --ask', '/whereby history of things'])('%s goes on to the server', (message) => {
    const {open, showPanel, answer, args} = run(message);
    expect(open).not.toHaveBeenCalled();
    expect(showPanel).not.toHaveBeenCalled();
    expect(answer).toEqual({message, args});
});

test.each(['/whereby history', '/Whereby  History '])('"%s" shows the panel', (message) => {
    const {showPanel, answer} = run(message);
    expect(answer).toEqual({});
    expect(showPanel).toHaveBeenCalledOnce();
});

test('the history of a channel that is not open is the server\'s', () => {
    const {showPanel, answer, args} = run('/whereby history', '', 'channel2');
    expect(showPanel).not.toHaveBeenCalled();
    expect(answer).toEqual({message: '/whereby history', args});
});
