import {cleanup, screen, waitFor} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import type {Call, CallOptions} from '../calls/types';
import {LIST, listing, showCard} from '../testing/card';
import {aCall, aPost, click, MattermostClient, mattermostState, serve} from '../testing/mattermost';
import type {Answer, Routes} from '../testing/mattermost';

const MESSAGE = 'alice started a call: team-standup';

afterEach(() => {
    cleanup();
    vi.useRealTimers();
});

describe('a card', () => {
    test.each<[string, Partial<Call>, RegExp[], string[]]>([
        ['waiting', {state: 'open'}, [/open until 3:14/], ['Join', 'Copy link']],
        ['live', {state: 'live', started_at: Date.now() - 728_500, attendance: [{user_id: 'user2', name: 'alice', left_at: 0}]}, [/1 in the call/, /12:0[89]/], ['1 in the call', 'Join', 'Copy link']],
        ['ended', {state: 'ended', started_at: 1, ended_at: 1 + (65 * 60_000), attendance: [{user_id: 'user2', name: 'alice', left_at: 9}]}, [/Lasted 1 hr 5 min · 1 person/], ['1 person', 'Call again']],
        ['ended without anybody having been seen', {state: 'ended', ended_at: Date.UTC(2025, 10, 3, 14, 50)}, [/Ended at 2:50/], ['Call again']],
        ['missed', {state: 'missed'}, [/Nobody joined/], ['Call again']],
        ['failed', {state: 'failed'}, [/could not be started/], ['Try again']],
    ])('that is %s shows how it stands and what one can do', async (_name, call, texts, buttons) => {
        const {card} = await showCard(call);
        expect(card.getByRole('heading').textContent).toBe('team-standup');
        const all = screen.getByRole('region').textContent;
        expect(all).toMatch(/alice started a call · 2:14/);
        for (const text of texts) {
            expect(all).toMatch(text);
        }
        expect(card.getAllByRole('button').map(({textContent}) => textContent.replace('Copied', ''))).toEqual(buttons);
    });

    test('shows the topic as typed, and no topic as a call', async () => {
        const topic = '**not bold** <img src=x> [a](https://x.example) 🎉 @all';
        const {client, card} = await showCard({topic});
        expect(card.getByRole('heading').textContent).toBe(topic);
        expect(card.queryByRole('link')).toBeNull();
        client.event(aCall({topic: ''}));
        expect(card.getByRole('heading').textContent).toBe('Call');
    });

    test('names what is special', async () => {
        const {client, card} = await showCard({options: {duration_minutes: 60, audio_only: true, locked: true, large: true, record: true}});
        const badges = () => card.getAllByRole('img').map((badge) => badge.getAttribute('aria-label')?.replace(/:.*/, ''));
        expect(badges()).toEqual(['Waiting room', 'Large room', 'Audio only', 'Recorded']);
        client.event(aCall({options: {duration_minutes: 60, locked: true, large: true, viewers: true, transcribe: true, captions: true, stream: true}}));
        expect(badges()).toEqual(['Town hall', 'Transcribed', 'Live captions', 'Streamed']);
    });

    describe('of a call that goes beyond those who are in it', () => {
        const consent = () => document.querySelector('.whereby-consent')?.textContent;

        test.each<[string, Partial<CallOptions>, string | undefined]>([
            ['recorded', {record: true}, 'This call is recorded from the first person on. Joining means agreeing to it.'],
            ['transcribed and streamed', {transcribe: true, stream: true}, 'This call is transcribed and streamed from the first person on. Joining means agreeing to it.'],
            ['all of it', {record: true, transcribe: true, stream: true}, 'This call is recorded, transcribed, and streamed from the first person on. Joining means agreeing to it.'],
            ['captioned', {captions: true, record: false}, undefined],
        ])('says so before one joins: %s', async (_what, options, text) => {
            const {client} = await showCard({options: {duration_minutes: 60, ...options}});
            expect(consent()).toBe(text);
            client.event(aCall({options: {duration_minutes: 60, ...options}, state: 'live', started_at: 1}));
            expect(consent()).toBe(text);
            client.event(aCall({options: {duration_minutes: 60, ...options}, state: 'ended', ended_at: 2}));
            expect(consent()).toBeUndefined();
        });
    });

    test('of a call that began in the channel\'s room names no starter', async () => {
        await showCard({unasked: true, lasting_room: true});
        expect(screen.getByRole('region').textContent).toMatch(/Somebody opened the channel's call room · 2:14/);
        expect(screen.queryByText(/alice/)).toBeNull();
    });

    test('of a town hall has no link to copy, and is joined like any other', async () => {
        const {card} = await showCard({room_url: undefined, options: {duration_minutes: 60, viewers: true}});
        expect(card.getAllByRole('button').map(({textContent}) => textContent)).toEqual(['Join']);
    });

    test('follows events and says the change aloud, but not the first state', async () => {
        const {client, card} = await showCard();
        expect(card.getAllByRole('status').map(({textContent}) => textContent).join('')).toBe('');
        client.event(aCall({state: 'ended', ended_at: Date.now()}));
        expect(card.getByRole('status').textContent).toBe('Call ended');
        expect(card.queryByRole('button', {name: 'Join'})).toBeNull();
    });

    test('speaks German and the user\'s way of names and times', async () => {
        const state = mattermostState();
        state.preferences.myPreferences = {
            'display_settings--name_format': {value: 'full_name'},
            'display_settings--use_military_time': {value: 'true'},
        };
        const {card} = await showCard({}, {state, locale: 'de'});
        expect(screen.getByRole('region').textContent).toMatch(/Alice Liddell hat einen Anruf gestartet · 14:14/);
        card.getByRole('button', {name: 'Beitreten'});
    });

    test('has no link to copy when the admin wants none shown', async () => {
        const {card} = await showCard({room_url: undefined});
        expect(card.queryByRole('button', {name: /Copy link/})).toBeNull();
    });

    test('copies the visitor link', async () => {
        const writeText = vi.fn(() => Promise.resolve());
        Object.defineProperty(navigator, 'clipboard', {value: {writeText}, configurable: true});
        const {card} = await showCard();
        click(card.getByRole('button', {name: /Copy link/}));
        await waitFor(() => {
            expect(card.getAllByRole('status').map(({textContent}) => textContent)).toContain('Copied');
        });
        expect(writeText).toHaveBeenCalledWith('https://example.whereby.com/mattermost-team-standup-1');
    });
});

describe('a post', () => {
    beforeEach(() => {
        vi.useFakeTimers({shouldAdvanceTime: true, advanceTimeDelta: 200});
    });

    const settle = () => vi.advanceTimersByTimeAsync(20_000);

    test.each<[string, object, Routes]>([
        ['whose call belongs to another post', {call_id: 'call1'}, {[LIST]: listing(aCall({post_id: 'post9'}))}],
        ['of a call that does not exist', {call_id: 'call1'}, {[LIST]: listing(), 'GET calls/call1': {status: 404, body: {error: {code: 'not_found', message: 'No.'}}}}],
        ['of a call that one may not see', {call_id: 'call1'}, {[LIST]: {status: 403, body: {error: {code: 'forbidden', message: 'No.'}}}, 'GET calls/call1': {status: 403, body: {error: {code: 'forbidden', message: 'No.'}}}}],
        ['without a call', {}, {[LIST]: listing(aCall())}],
        ['with a call id that is no text', {call_id: {toString: 'call1'}}, {[LIST]: listing(aCall())}],
        ['whose server does not answer', {call_id: 'call1'}, {}],
    ])('%s is a plain message', async (_name, props, routes) => {
        serve(routes);
        new MattermostClient().show([aPost({props: props as never})]);
        await settle();
        screen.getByText(MESSAGE);
        expect(screen.queryByRole('region')).toBeNull();
        expect(screen.queryByRole('button', {name: 'Join'})).toBeNull();
    });

    test('that cannot be shown is formatted by Mattermost', async () => {
        vi.stubGlobal('PostUtils', {formatText: (text: string) => `<i>${text}</i>`, messageHtmlToComponent: (html: string) => `html:${html}`});
        serve({[LIST]: listing()});
        new MattermostClient().show([aPost({props: {}})]);
        screen.getByText(`html:<i>${MESSAGE}</i>`);
        await settle();
    });

    test('that comes before its call\'s event waits for it and asks nobody', async () => {
        const server = serve({[LIST]: listing()});
        const client = new MattermostClient();
        const {unmount} = client.show();
        await settle();
        unmount();
        client.show([aPost()]);
        await vi.advanceTimersByTimeAsync(100);
        client.event(aCall());
        await settle();
        screen.getByRole('region');
        expect(server.requests('GET calls/call1')).toHaveLength(0);
    });

    test('of a call that is still being posted asks again until it is', async () => {
        let asked = 0;
        serve({
            [LIST]: listing(aCall({state: 'creating', post_id: ''})),
            'GET calls/call1': () => ({body: ++asked < 3 ? aCall({state: 'creating', post_id: ''}) : aCall()}),
        });
        new MattermostClient().show([aPost()]);
        await settle();
        screen.getByRole('region');
        expect(asked).toBe(3);
    });

    test('gets its call with its neighbours, in one request', async () => {
        const ids = ['1', '2', '3'];
        const server = serve({[LIST]: listing(...ids.map((id) => aCall({id: `call${id}`, post_id: `post${id}`})))});
        new MattermostClient().show(ids.map((id) => aPost({id: `post${id}`, props: {call_id: `call${id}`}})));
        await settle();
        expect(screen.getAllByRole('region')).toHaveLength(3);
        expect(server.requests('GET calls')).toEqual([LIST]);
    });

    test('that breaks the card falls back to the message', async () => {
        vi.spyOn(console, 'error').mockImplementation(() => undefined);
        serve({[LIST]: listing(aCall({options: null as never}))});
        new MattermostClient().show([aPost()]);
        await settle();
        screen.getByText(MESSAGE);
    });
});

describe('Join', () => {
    const joins = (answer: Answer): Routes => ({'GET calls/call1/join': answer});

    test('opens this person\'s link and keeps it nowhere', async () => {
        const opened = {opener: window, closed: false, close: vi.fn(), location: {replace: vi.fn()}};
        vi.spyOn(window, 'open').mockReturnValue(opened as unknown as Window);
        const {card, client} = await showCard({}, {routes: joins({body: {url: 'https://example.whereby.com/r?roomKey=mine'}})});
        click(card.getByRole('button', {name: 'Join'}));
        expect(card.getByRole('button', {name: 'Join'})).toHaveProperty('ariaBusy', 'true');
        await waitFor(() => {
            expect(opened.location.replace).toHaveBeenCalledWith('https://example.whereby.com/r?roomKey=mine');
        });
        expect(JSON.stringify(client.store.getState())).not.toContain('roomKey');
        expect(document.body.innerHTML).not.toContain('roomKey');
    });

    test('leaves a link at the card when the window is blocked', async () => {
        vi.spyOn(window, 'open').mockReturnValue(null);
        const {card} = await showCard({}, {routes: joins({body: {url: 'https://example.whereby.com/r'}})});
        click(card.getByRole('button', {name: 'Join'}));
        const link = await card.findByRole('link', {name: 'Open the call'});
        expect(link).toMatchObject({href: 'https://example.whereby.com/r', target: '_blank', rel: 'noreferrer noopener'});
    });

    test('shows at the card what the server says against it', async () => {
        const opened = {opener: window, closed: false, close: vi.fn(), location: {replace: vi.fn()}};
        vi.spyOn(window, 'open').mockReturnValue(opened as unknown as Window);
        const {card} = await showCard({}, {routes: {
            ...joins({status: 410, body: {error: {code: 'over', message: 'The call is over.'}}}),
            'GET calls/call1': {body: aCall({state: 'ended', ended_at: 1})},
        }});
        click(card.getByRole('button', {name: 'Join'}));
        await waitFor(() => {
            expect(card.getByRole('alert').textContent).toBe('The call is over.');
        });
        expect(opened.close).toHaveBeenCalled();
        await card.findByText(/Ended at/);
    });
});

describe('a priority that nobody asked for', () => {
    test.each<[string, Partial<Call['options']>, string | undefined]>([
        ['by a word', {priority: 'urgent', judged_by: 'keywords', judged_word: '<b>outage</b>'}, 'Urgent (automatic): the word “<b>outage</b>” was found'],
        ['by a word, lower', {priority: 'important', judged_by: 'keywords', judged_word: 'fair'}, 'Important (automatic): the word “fair” was found'],
        ['by Agents', {priority: 'urgent', judged_by: 'agents', judged_reason: 'It {burns}.'}, 'Urgent (automatic, by Agents): It {burns}.'],
        ['by Agents, lower', {priority: 'important', judged_by: 'agents', judged_reason: 'It smells.'}, 'Important (automatic, by Agents): It smells.'],
        ['without a reason', {priority: 'urgent', judged_by: 'agents'}, 'Urgent (automatic, by Agents)'],
        ['lower, without a reason', {priority: 'important', judged_by: 'agents'}, 'Important (automatic, by Agents)'],
        ['of a template', {priority: 'urgent'}, undefined],
    ])('is explained: %s', async (_what, options, text) => {
        await showCard({options: {duration_minutes: 60, ...options}});
        expect(document.querySelector('.whereby-priority')?.textContent).toBe(text);
    });
});
