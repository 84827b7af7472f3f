import {act, cleanup, screen, waitFor, within} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import type {Post} from '@mattermost/types/posts';

import {aSchedule} from './testing';
import {importModule} from '../chunks/import_module';
import type {Schedule} from '../calls/types';
import {aPost, CHANNEL, click, MattermostClient, mattermostState, serve, someSettings} from '../testing/mattermost';
import type {Routes} from '../testing/mattermost';

vi.mock('../chunks/import_module', () => ({
    importModule: vi.fn((url: string): Promise<unknown> => (url.endsWith('/history') ? import('../history/chunk') : import('./chunk'))),
}));
const imported = vi.mocked(importModule);

const GET = 'GET schedules/plan1';
const planPost = aPost({type: 'custom_whereby_schedule' as Post['type'], message: 'alice planned a call: Standup', create_at: 0, props: {schedule_id: 'plan1', schedule_owner: 'Alice'}});

beforeEach(() => {
    vi.useFakeTimers({toFake: ['Date'], now: Date.UTC(2100, 10, 2, 15)});
});

afterEach(() => {
    cleanup();
    vi.useRealTimers();
});

function show(schedule: Partial<Schedule> = {}, routes: Routes = {}, post = planPost) {
    const state = mattermostState();
    Object.assign(state.users.profiles.user1, {timezone: {useAutomaticTimezone: 'false', manualTimezone: 'UTC'}});
    const server = serve({
        [`GET calls?channel_id=${CHANNEL}`]: {body: {calls: []}},
        [`GET schedules?channel_id=${CHANNEL}`]: {body: {schedules: []}},
        'GET settings': {body: someSettings()},
        [GET]: {body: aSchedule(schedule)},
        ...routes,
    });
    const client = new MattermostClient(state);
    client.show([post]);
    return {server, client};
}

const card = () => screen.findByRole('region', {name: /^Planned call: /});
const choose = async (name: string) => {
    click(within(await card()).getByRole('button', {name: 'More actions for this call'}));
    click(screen.getByRole('menuitem', {name}));
};

describe('the card of planned calls', () => {
    test('tells what and when, near times by words', async () => {
        show();
        const {textContent} = await card();
        expect(textContent).toContain('bob planned a call');
        expect(textContent).toContain('tomorrow 9:00 AM (in 18 hr.) · every weekday at 09:00');
        expect(textContent).toContain('Then Thu, Nov 4, 9:00');
    });

    test('leads to calendars', async () => {
        show();
        click(within(await card()).getByRole('button', {name: 'Add to calendar'}));
        expect(screen.getAllByRole('menuitem').map((entry) => [entry.textContent, entry.getAttribute('href')])).toEqual([
            ['Google', 'https://calendar.google.com/x'],
            ['Outlook', 'https://outlook.office.com/x'],
            ['File (.ics)', 'https://mattermost.example.com/plan1.ics'],
        ]);
        expect(document.activeElement?.textContent).toBe('Google');
    });

    test('opens the panel for details, and the dialog to change', async () => {
        show();
        click(within(await card()).getByRole('button', {name: 'Details'}));
        await screen.findByRole('region', {name: 'Upcoming calls'});
        await choose('Edit');
        await screen.findByRole('dialog', {name: 'Change planned call'});
    });

    test('leaves what others planned to them', async () => {
        show({owner_user_id: 'user2'});
        expect(within(await card()).queryByRole('button', {name: 'More actions for this call'})).toBeNull();
        expect((await card()).textContent).toContain('alice planned a call');
    });

    test('follows what others do', async () => {
        const {client, server} = show();
        await card();
        client.scheduleEvent(aSchedule({state: 'paused', revision: 3}));
        expect((await card()).textContent).toContain('Paused · every weekday at 09:00');
        client.scheduleEvent(aSchedule({revision: 2}));
        expect((await card()).textContent).toContain('Paused');
        client.scheduleEvent(aSchedule({state: 'cancelled', next: [], revision: 4}));
        expect((await card()).textContent).toContain('Cancelled');
        expect(within(await card()).queryByRole('button', {name: 'More actions for this call'})).toBeNull();
        expect(server.requests(GET)).toHaveLength(1);
        act(() => {
            client.registered.onReconnect();
        });
        await waitFor(() => {
            expect(server.requests(GET)).toHaveLength(2);
        });
    });

    test('pauses, and tells of a refusal', async () => {
        const answers = [{body: aSchedule({state: 'paused', revision: 2})}, {status: 403, body: {error: {code: 'may_not_change', message: 'Only its owner can.'}}}];
        show({}, {'POST schedules/plan1/pause': () => answers.pop() ?? {body: {}}});
        await choose('Pause');
        await within(await card()).findByText('Only its owner can.');
        await choose('Pause');
        await within(await card()).findByText('Paused.');
        expect((await card()).textContent).toContain('Paused · every');
    });

    test('asks before it cancels', async () => {
        const {server} = show({}, {'DELETE schedules/plan1': {body: aSchedule({state: 'cancelled', next: [], revision: 2})}});
        await choose('Cancel calls');
        expect(document.activeElement?.textContent).toBe('Keep');
        click(screen.getByRole('button', {name: 'Keep'}));
        expect(document.activeElement).toBe(screen.getByRole('button', {name: 'More actions for this call'}));
        await choose('Cancel calls');
        click(screen.getByRole('button', {name: 'Cancel calls'}));
        await within(await card()).findByText('Cancelled.');
        expect(document.activeElement?.textContent).toBe('Upcoming calls');
        expect(server.requests('DELETE')).toHaveLength(1);
    });

    test.each<[string, Partial<Schedule>, Routes]>([
        ['is another post\'s', {post_id: 'another'}, {}],
        ['cannot be seen', {}, {[GET]: {status: 403, body: {error: {code: 'not_member', message: 'No.'}}}}],
    ])('does not stand in the place of a post whose schedule %s', async (_what, schedule, routes) => {
        show(schedule, routes);
        await screen.findByText('alice planned a call: Standup');
        expect(screen.queryByRole('region', {name: /^Planned call/})).toBeNull();
    });

    test('waits for a post that its schedule does not know yet', async () => {
        const {client} = show({post_id: ''});
        client.scheduleEvent(aSchedule());
        await card();
    });

    test('is the plain message without its code', async () => {
        imported.mockRejectedValue(new TypeError('offline'));
        show();
        await screen.findByText('alice planned a call: Standup');
        imported.mockImplementation(() => import('./chunk'));
    });
});
