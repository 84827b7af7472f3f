import {cleanup, fireEvent, screen, within} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import type {Call, CallFile} from '../calls/types';
import {showCard} from '../testing/card';
import {aCall, aStay, CHANNEL, click, mattermostState} from '../testing/mattermost';

const START = Date.UTC(2025, 10, 3, 14, 15);
const MINUTE = 60_000;

beforeEach(() => {
    vi.useFakeTimers({toFake: ['Date'], now: START + (12 * MINUTE)});
});

afterEach(() => {
    cleanup();
    vi.useRealTimers();
    delete (window as {basename?: string}).basename;
});

const live: Partial<Call> = {
    state: 'live',
    revision: 3,
    started_at: START,
    attendance: [
        aStay('user2', START),
        aStay('user2', START + MINUTE),
        aStay('~Zoe', START + (2 * MINUTE)),
        aStay('user3', START + (3 * MINUTE), START + (5 * MINUTE)),
    ],
};

const ended: Partial<Call> = {
    state: 'ended',
    revision: 5,
    started_at: START,
    ended_at: START + (24 * MINUTE),
    attendance: [
        aStay('user2', START, START + (24 * MINUTE)),
        aStay('~Zoe', START, START + MINUTE),
        aStay('~Zoe', START + (2 * MINUTE), START + (2 * MINUTE) + 30_000),
        aStay('user3', START + (9 * MINUTE), START + (9 * MINUTE)),
    ],
};

const aFile = (changes: Partial<CallFile> = {}): CallFile => ({
    id: 'file1',
    kind: 'recording',
    name: 'standup.mp4',
    ready_at: START + (30 * MINUTE),
    url: '/plugins/whereby/calls/call1/files/file1',
    ...changes,
});

async function showPeople(call: Partial<Call>, locale = 'en', state = mattermostState()) {
    const {client, card} = await showCard(call, {locale, state});
    const lines = () => within(card.getByRole('group')).getAllByRole('listitem').map(({textContent}) => textContent);
    return {client, card, lines};
}

describe('who is in a live call', () => {
    test('is counted by people, not by tabs', async () => {
        const {card} = await showPeople(live);
        expect(screen.getByRole('region').textContent).toMatch(/2 in the call · 12:00/);
        screen.getByRole('button', {name: 'Join call, 2 people in it'});
        expect(card.queryByRole('group')).toBeNull();
    });

    test('opens from the count, with guests marked and times', async () => {
        const {card, lines} = await showPeople(live);
        const count = card.getByRole('button', {name: '2 in the call'});
        expect(count).toHaveProperty('ariaExpanded', 'false');
        click(count);
        expect(count).toHaveProperty('ariaExpanded', 'true');
        expect(count.getAttribute('aria-controls')).toBe(card.getByRole('group', {name: 'In the call'}).id);
        expect(lines()).toEqual(['alice since 2:15 PM', 'ZZoe Guest since 2:17 PM']);
        click(count);
        expect(card.queryByRole('group')).toBeNull();
    });

    test('follows events while it is open', async () => {
        const {client, card, lines} = await showPeople(live);
        click(card.getByRole('button', {name: '2 in the call'}));
        client.event(aCall({...live, revision: 4, attendance: [...live.attendance ?? [], aStay('user3', START + (10 * MINUTE))]}));
        expect(lines()).toHaveLength(3);
        card.getByRole('button', {name: '3 in the call'});
    });

    test.each<[string, (count: HTMLElement) => void]>([
        ['Escape', (count) => {
            fireEvent.keyDown(count, {key: 'Escape'});
        }],
        ['a press elsewhere', () => {
            fireEvent.pointerDown(document.body);
        }],
        ['the focus going elsewhere', () => {
            fireEvent.focusIn(screen.getByRole('button', {name: /^Join call/}));
        }],
    ])('closes on %s', async (_way, leave) => {
        const {card} = await showPeople(live);
        const count = card.getByRole('button', {name: '2 in the call'});
        click(count);
        fireEvent.pointerDown(card.getByRole('group'));
        card.getByRole('group');
        leave(count);
        expect(card.queryByRole('group')).toBeNull();
    });

    test('is told by state alone where the server does not know', async () => {
        const {card} = await showPeople({...live, attendance: []});
        card.getByText(/Call in progress/, {selector: '.whereby-status-text'});
    });

    test('has a picture of a user, a letter of a guest and a number of the rest', async () => {
        await showPeople({...live, attendance: [aStay('user2', 1), aStay('~zoe', 2), aStay('~Yan', 3), aStay('~Yan', 4), aStay('user3', 5)]});
        const avatars = [...document.querySelectorAll('.whereby-avatars > *')];
        expect(avatars.map((avatar) => [avatar.tagName, avatar.textContent, avatar.getAttribute('title')])).toEqual([
            ['IMG', '', 'alice'],
            ['SPAN', 'Z', 'zoe (guest)'],
            ['SPAN', 'Y', 'Yan (guest)'],
            ['SPAN', '+2', null],
        ]);
    });

    test('includes no recorder, which is a badge', async () => {
        const {client, card} = await showPeople({...live, bots: [{role: 'recorder', joined_at: START, left_at: 0}, {role: 'captioner', joined_at: START, left_at: 0}]});
        card.getByRole('button', {name: '2 in the call'});
        expect(card.getAllByRole('img').map((badge) => badge.getAttribute('aria-label'))).toEqual(['This call is being recorded']);
        client.event(aCall({...live, revision: 4, bots: [{role: 'recorder', joined_at: START, left_at: START + 1}]}));
        expect(card.queryByRole('img')).toBeNull();
    });
});

describe('an ended call', () => {
    test('opens who came and for how long', async () => {
        const {card, lines} = await showPeople(ended);
        expect(screen.getByRole('region').textContent).toMatch(/Lasted 24 min · 3 people/);
        click(card.getByRole('button', {name: '3 people'}));
        expect(lines()).toEqual(['alice 24 min', 'ZZoe Guest 2 min', 'name of user3 ']);
    });

    test('names shortness in seconds', async () => {
        await showPeople({...ended, ended_at: START + 42_000, attendance: []});
        expect(screen.getByRole('region').textContent).toMatch(/Lasted 42 sec/);
    });

    test.each<[string, Partial<Call>, RegExp]>([
        ['who is known', {end_reason: 'ended', ended_by: 'user2'}, /people · ended by alice$/],
        ['who was in it', {end_reason: 'ended', ended_by: 'user3'}, /people · ended by name of user3$/],
        ['who is unknown', {end_reason: 'ended', ended_by: 'user9'}, /people$/],
        ['when everybody had left', {end_reason: 'left', ended_by: ''}, /people$/],
    ])('names who ended it: %s', async (_who, call, text) => {
        await showPeople({...ended, ...call});
        expect(document.querySelector('.whereby-status')?.textContent).toMatch(text);
    });

    test('has its only file as a link', async () => {
        Object.assign(window, {basename: '/chat'});
        const {card} = await showPeople({...ended, files: [aFile()]});
        const link = card.getByRole('link', {name: 'Recording'});
        expect(link.getAttribute('href')).toBe('/chat/plugins/whereby/calls/call1/files/file1');
        expect(link).toMatchObject({target: '_blank', rel: 'noopener noreferrer', title: 'standup.mp4'});
    });

    test('has several files in a box', async () => {
        const {card, lines} = await showPeople({...ended, files: [aFile(), aFile({id: 'file2', kind: 'transcript', name: 'standup.vtt', url: '/plugins/whereby/calls/call1/files/file2'})]});
        expect(card.queryByRole('link')).toBeNull();
        click(card.getByRole('button', {name: '2 files'}));
        expect(lines()).toEqual(['Recording standup.mp4 2:45 PM', 'Transcript standup.vtt 2:45 PM']);
        expect(card.getByRole('link', {name: 'Transcript'}).getAttribute('href')).toBe('/plugins/whereby/calls/call1/files/file2');
    });

    test('keeps its files where no call can be started any more', async () => {
        const state = mattermostState();
        state.channels.channels[CHANNEL].delete_at = 1;
        const {card} = await showPeople({...ended, files: [aFile()]}, 'en', state);
        card.getByRole('link', {name: 'Recording'});
        expect(card.queryByRole('button', {name: 'Call again'})).toBeNull();
    });

    test('speaks German', async () => {
        const {card} = await showPeople({...ended, end_reason: 'ended', ended_by: 'user2', files: [aFile()]}, 'de');
        expect(document.querySelector('.whereby-status')?.textContent).toMatch(/Dauer: 24 Min\. · 3 Personen · beendet von alice/);
        card.getByRole('link', {name: 'Aufzeichnung'});
    });
});

test('a missed call that had people after all becomes an ended one', async () => {
    const {client, card} = await showPeople({state: 'missed', revision: 4});
    card.getByText('Nobody joined');
    client.event(aCall(ended));
    card.getByRole('button', {name: '3 people'});
});
