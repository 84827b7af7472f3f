import {act, cleanup, screen, waitFor, within} from '@testing-library/react';
import {afterEach, describe, expect, test} from 'vitest';

import {aSchedule} from './testing';
import type {Schedule} from '../calls/types';
import {CHANNEL, click, MattermostClient, mattermostState, serve} from '../testing/mattermost';
import type {Routes} from '../testing/mattermost';

const LIST = `GET schedules?channel_id=${CHANNEL}`;

afterEach(cleanup);

function inZone(state = mattermostState()) {
    Object.assign(state.users.profiles.user1, {timezone: {useAutomaticTimezone: 'false', manualTimezone: 'UTC'}});
    return state;
}

function show(schedules: Schedule[], routes: Routes = {}, state = inZone()) {
    const server = serve({
        [`GET calls?channel_id=${CHANNEL}`]: {body: {calls: []}},
        [`GET calls?channel_id=${CHANNEL}&state=over`]: {body: {calls: [], next_cursor: ''}},
        [LIST]: {body: {schedules}},
        ...routes,
    });
    const client = new MattermostClient(state);
    client.show();
    click(screen.getByRole('button', {name: 'More ways to start a call'}));
    click(screen.getByRole('menuitem', {name: 'Calls and history'}));
    return {server, client};
}

const panel = () => screen.findByRole('region', {name: 'Upcoming calls'});
const buttons = (element: HTMLElement) => within(element).queryAllByRole('button').map(({textContent}) => textContent);

describe('the panel', () => {
    test('tells what is planned', async () => {
        show([
            aSchedule(),
            aSchedule({id: 'plan2', topic: '', rrule: '', when: '2100-12-24 16:00', next: [Date.UTC(2100, 11, 24, 16)]}),
            aSchedule({id: 'plan3', topic: 'Review', state: 'paused', time_zone: 'Europe/Berlin', skips_months: true}),
        ]);
        const [standup, review, once] = await screen.findAllByRole('listitem') as [HTMLElement, HTMLElement, HTMLElement];
        expect(standup.textContent).toContain('Standup');
        expect(standup.textContent).toContain('Wed, Nov 3, 2100, 9:00');
        expect(standup.textContent).toContain('every weekday at 09:00');
        expect(standup.textContent).toContain('Then Thu, Nov 4, 2100, 9:00');
        expect(standup.textContent).not.toContain('Left out');
        expect(review.textContent).toContain('Left out in months that do not have this day');
        expect(buttons(standup)).toEqual(['Skip next', 'Pause', 'Edit', 'Cancel']);
        expect(within(standup).getAllByRole('link').map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
            ['Add to Google Calendar', 'https://calendar.google.com/x'],
            ['Outlook', 'https://outlook.office.com/x'],
            ['.ics', 'https://mattermost.example.com/plan1.ics'],
        ]);
        expect(once.textContent).not.toContain('2100-12-24 16:00');
        expect(buttons(once)).toEqual(['Pause', 'Edit', 'Cancel']);
        expect(review.textContent).toContain('Paused');
        expect(review.textContent).toContain('every weekday at 09:00 (Europe/Berlin)');
        expect(review.textContent).not.toContain('Then');
        expect(buttons(review)).toEqual(['Resume', 'Edit', 'Cancel']);
    });

    test('says when nothing is', async () => {
        show([]);
        await within(await panel()).findByText('No calls are planned in this channel.');
    });

    test('offers another try after a failure', async () => {
        const answers = [{body: {schedules: [aSchedule()]}}, {status: 502, body: {}}];
        show([], {[LIST]: () => answers.pop() ?? {body: {}}});
        const alert = within(await panel()).getByRole('alert');
        click(await screen.findByRole('button', {name: 'Try again'}));
        await screen.findByText('Standup');
        expect(alert.textContent).toBe('');
    });

    test('leaves what others planned to them and to admins', async () => {
        show([aSchedule({owner_user_id: 'user2'})]);
        expect(buttons(await screen.findByRole('listitem'))).toEqual([]);
        cleanup();
        const state = inZone();
        state.channels.myMembers[CHANNEL].roles = 'channel_user channel_admin';
        show([aSchedule({owner_user_id: 'user2'})], {}, state);
        expect(buttons(await screen.findByRole('listitem'))).toHaveLength(4);
    });

    test.each([
        ['Skip next', 'POST schedules/plan1/skip', 'The next call is skipped.', {}],
        ['Pause', 'POST schedules/plan1/pause', 'Paused.', {}],
        ['Resume', 'POST schedules/plan1/resume', 'It goes on.', {state: 'paused'}],
    ] as const)('%s is one press', async (name, route, said, changes) => {
        const {server} = show([aSchedule(changes)], {[route]: {body: aSchedule({topic: 'Changed', revision: 2})}});
        click(await screen.findByRole('button', {name}));
        await within(await panel()).findByText(said);
        await screen.findByText('Changed');
        expect(server.requests(LIST)).toHaveLength(1);
        expect(server.requests(route)).toHaveLength(1);
    });

    test('asks before it cancels', async () => {
        const {server} = show([aSchedule()], {'DELETE schedules/plan1': {body: aSchedule({state: 'cancelled', next: []})}});
        click(await screen.findByRole('button', {name: 'Cancel'}));
        screen.getByText('Cancel this call and all that follow?');
        expect(document.activeElement?.textContent).toBe('Keep');
        click(screen.getByRole('button', {name: 'Keep'}));
        expect(document.activeElement?.textContent).toBe('Cancel');
        expect(server.requests('DELETE')).toEqual([]);
        click(screen.getByRole('button', {name: 'Cancel'}));
        click(screen.getByRole('button', {name: 'Cancel calls'}));
        await screen.findByText('No calls are planned in this channel.');
        expect(server.requests('DELETE')).toEqual(['DELETE schedules/plan1']);
        expect(document.activeElement?.textContent).toBe('Plan a call…');
    });

    test('tells of a refusal in the server\'s words, and keeps what it shows', async () => {
        show([aSchedule()], {'POST schedules/plan1/pause': {status: 403, body: {error: {code: 'may_not_change', message: 'Only its owner can.'}}}});
        click(await screen.findByRole('button', {name: 'Pause'}));
        await within(await panel()).findByText('Only its owner can.');
        screen.getByText('Standup');
    });

    test('follows what others do, in the order of the calls', async () => {
        const {client} = show([aSchedule()]);
        await screen.findByText('Standup');
        const topics = () => screen.getAllByRole('heading', {level: 3}).map(({textContent}) => textContent);
        const [first = 0] = aSchedule().next;
        client.scheduleEvent(aSchedule({id: 'plan2', topic: 'Sooner', next: [first - 1]}));
        client.scheduleEvent(aSchedule({id: 'plan3', topic: 'Elsewhere', channel_id: 'channel2'}));
        expect(topics()).toEqual(['Sooner', 'Standup']);
        client.scheduleEvent(aSchedule({topic: 'Standup!', revision: 3}));
        client.scheduleEvent(aSchedule({topic: 'Late answer', revision: 2}));
        expect(topics()).toEqual(['Sooner', 'Standup!']);
        client.scheduleEvent(aSchedule({id: 'plan2', state: 'past', next: [], revision: 2}));
        expect(topics()).toEqual(['Standup!']);
    });

    test('looks again after a reconnect, and in another channel', async () => {
        const {client, server} = show([aSchedule()], {'GET schedules?channel_id=channel2': {body: {schedules: []}}});
        await screen.findByText('Standup');
        act(() => {
            client.registered.onReconnect();
        });
        await waitFor(() => {
            expect(server.requests(LIST)).toHaveLength(2);
        });
        client.switchChannel('channel2');
        await screen.findByText('No calls are planned in this channel.');
        client.switchChannel('');
        await screen.findByText(/^Open a channel/);
    });
});
