import {act, cleanup, fireEvent, screen, waitFor, within} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import {aSchedule} from './testing';
import {CHANNEL, click, MattermostClient, mattermostState, serve, someSettings} from '../testing/mattermost';
import type {Answer, Routes} from '../testing/mattermost';

const planned: Answer = {status: 201, body: aSchedule()};

beforeEach(() => {
    vi.useFakeTimers({toFake: ['Date'], now: Date.UTC(2026, 10, 25, 10, 20)});
});

afterEach(() => {
    cleanup();
    vi.useRealTimers();
});

async function open(routes: Routes = {}, settings = someSettings()) {
    const state = mattermostState();
    Object.assign(state.users.profiles.user1, {timezone: {useAutomaticTimezone: 'false', manualTimezone: 'Europe/Berlin'}});
    const server = serve({
        [`GET calls?channel_id=${CHANNEL}`]: {body: {calls: []}},
        [`GET calls?channel_id=${CHANNEL}&state=over`]: {body: {calls: [], next_cursor: ''}},
        [`GET schedules?channel_id=${CHANNEL}`]: {body: {schedules: [aSchedule()]}},
        'GET settings': {body: settings},
        'POST schedules': planned,
        ...routes,
    });
    new MattermostClient(state).show();
    click(screen.getByRole('button', {name: 'More ways to start a call'}));
    click(screen.getByRole('menuitem', {name: 'Plan a call…'}));
    const dialog = within(await screen.findByRole('dialog', {name: 'Plan a call'}));
    const fill = (label: string, value: string) => fireEvent.change(dialog.getByLabelText(label), {target: {value}});
    const plan = () => {
        click(dialog.getByRole('button', {name: 'Plan call'}));
    };
    const sent = () => server.handler.mock.calls.filter(([path, {method}]) => method === 'POST' && path.endsWith('/schedules')).
        map(([, {body}]) => JSON.parse(body as string) as Record<string, unknown>);
    return {dialog, fill, plan, sent, server};
}

const gone = () => waitFor(() => {
    expect(screen.queryByRole('dialog')).toBeNull();
});

describe('the dialog that plans', () => {
    test('begins with the next full hour, and plans it', async () => {
        const {dialog, plan, sent} = await open();
        expect(document.activeElement).toBe(dialog.getByLabelText('Topic'));
        expect(dialog.getByLabelText<HTMLInputElement>('Date').value).toBe('2026-11-25');
        expect(dialog.getByLabelText<HTMLInputElement>('Time').value).toBe('12:00');
        dialog.getByText('Europe/Berlin');
        plan();
        await gone();
        expect(sent()).toEqual([{channel_id: CHANNEL, time_zone: 'Europe/Berlin', topic: '', when: '2026-11-25 12:00', duration_minutes: 60}]);
        await within(await screen.findByRole('region', {name: 'Upcoming calls'})).findByText('Standup');
    });

    test('changes what is planned, in its own time zone, and only the words that were changed', async () => {
        const {server} = await open({'PATCH schedules/plan1': {body: aSchedule()}});
        const sent = () => server.handler.mock.calls.filter(([, {method}]) => method === 'PATCH').
            map(([, {body}]) => JSON.parse(body as string) as Record<string, unknown>);
        const edit = async () => {
            click(await screen.findByRole('button', {name: 'Edit'}));
            return within(await screen.findByRole('dialog', {name: 'Change planned call'}));
        };
        click(screen.getByRole('button', {name: 'Cancel'}));
        click(screen.getByRole('button', {name: 'More ways to start a call'}));
        click(screen.getByRole('menuitem', {name: 'Calls and history'}));

        let dialog = await edit();
        expect(dialog.getByLabelText<HTMLInputElement>('In words').value).toBe('every weekday at 09:00');
        dialog.getByText('UTC');
        fireEvent.change(dialog.getByLabelText('Topic'), {target: {value: 'Sync'}});
        click(dialog.getByRole('button', {name: 'Save'}));
        await gone();
        dialog = await edit();
        fireEvent.change(dialog.getByLabelText('In words'), {target: {value: 'every day at 10:00'}});
        click(dialog.getByRole('button', {name: 'Save'}));
        await gone();
        expect(sent()).toEqual([{time_zone: 'UTC', topic: 'Sync'}, {time_zone: 'UTC', topic: 'Standup', when: 'every day at 10:00'}]);
    });

    test('sends all that was chosen', async () => {
        const {dialog, fill, plan, sent} = await open({}, someSettings({templates: [{name: 'demo', title: 'Demo {topic}', duration_minutes: 30}]}));
        fill('Topic', ' Review ');
        fill('Date', '2026-12-01');
        fill('Time', '14:30');
        fill('Repeats', 'fortnightly');
        fill('Template', 'demo');
        fill('Reminder', '15');
        expect(dialog.getByRole('button', {name: '30 min'}).getAttribute('aria-pressed')).toBe('true');
        plan();
        await gone();
        expect(sent()).toEqual([{
            channel_id: CHANNEL, time_zone: 'Europe/Berlin', topic: 'Review', template: 'demo', duration_minutes: 30, remind_minutes: 15,
            when: 'every 2 weeks on tuesday at 14:30 from 2026-12-01',
        }]);
    });

    test('can do without a reminder', async () => {
        const {fill, plan, sent} = await open();
        fill('Reminder', '0');
        plan();
        await gone();
        expect(sent()[0]).toMatchObject({remind_minutes: 0});
    });

    test('takes words, which bring their own length', async () => {
        const {dialog, fill, plan, sent} = await open();
        click(dialog.getByRole('button', {name: 'In words'}));
        plan();
        dialog.getByText('Write when the call is to be.');
        expect(dialog.queryByText('Length')).toBeNull();
        const field = dialog.getByRole('textbox', {name: 'In words'});
        expect(document.activeElement).toBe(field);
        fireEvent.change(field, {target: {value: ' every mon,thu 14:30 45m '}});
        fill('Topic', 'Sync');
        plan();
        await gone();
        expect(sent()).toEqual([{channel_id: CHANNEL, time_zone: 'Europe/Berlin', topic: 'Sync', when: 'every mon,thu 14:30 45m'}]);
    });

    test.each([
        ['Date', '', 'Choose a date and a time.'],
        ['Time', '', 'Choose a date and a time.'],
        ['Date', '2026-11-24', 'This is past. Choose a time to come.'],
        ['Time', '11:20', 'This is past. Choose a time to come.'],
    ])('refuses %s "%s" by itself', async (label, value, said) => {
        const {dialog, fill, plan, sent} = await open();
        fill(label, value);
        plan();
        dialog.getByText(said);
        expect(dialog.getByLabelText('Date').getAttribute('aria-invalid')).toBe('true');
        expect(sent()).toEqual([]);
    });

    test.each([
        ['bad_when', 'Cannot be read.', 'Date'],
        ['topic_too_long', 'Too long a topic.', 'Topic'],
    ])('shows %s at its field, and loses nothing', async (code, message, label) => {
        const {dialog, fill, plan} = await open({'POST schedules': {status: 400, body: {error: {code, message}}}});
        fill('Topic', 'Review');
        plan();
        const problem = await dialog.findByText(message);
        const field = dialog.getByLabelText(label);
        expect(field.getAttribute('aria-describedby')).toContain(problem.id);
        expect(document.activeElement).toBe(field);
        expect(dialog.getByLabelText<HTMLInputElement>('Topic').value).toBe('Review');
    });

    test.each<[string, Answer, RegExp]>([
        ['a rule', {status: 403, body: {error: {code: 'rule_hours', message: 'Not at night.'}}}, /Not at night/],
        ['no answer', {status: 502, body: {}}, /did not answer/],
        ['a length in words that is too long', {status: 400, body: {error: {code: 'duration_too_long', message: 'At most 4 hours.'}}}, /At most 4 hours/],
    ])('says at the form: %s', async (_what, answer, said) => {
        const {dialog, plan} = await open({'POST schedules': answer});
        click(dialog.getByRole('button', {name: 'In words'}));
        fireEvent.change(dialog.getByRole('textbox', {name: 'In words'}), {target: {value: 'tomorrow 10:00 9h'}});
        plan();
        await dialog.findByText(said);
        expect(dialog.getByRole<HTMLInputElement>('textbox', {name: 'In words'}).value).toBe('tomorrow 10:00 9h');
    });

    test('sends once, however often it is pressed', async () => {
        let answer: (it: Answer) => void = () => undefined;
        const {plan, sent} = await open({'POST schedules': () => new Promise((resolve) => {
            answer = resolve;
        })});
        plan();
        plan();
        await waitFor(() => {
            expect(sent()).toHaveLength(1);
        });
        act(() => {
            answer(planned);
        });
        await gone();
        expect(sent()).toHaveLength(1);
    });

    test('closes on Escape, and gives the focus back', async () => {
        await open();
        fireEvent.keyDown(screen.getByRole('dialog'), {key: 'Escape'});
        await gone();
        expect(document.activeElement).toBe(screen.getByRole('button', {name: 'More ways to start a call'}));
    });
});
