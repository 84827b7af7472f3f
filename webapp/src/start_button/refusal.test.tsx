import {act, cleanup, fireEvent, screen, waitFor} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import {aCall, aPost, CHANNEL, click, MattermostClient, serve, someSettings} from '../testing/mattermost';
import type {Answer, Routes} from '../testing/mattermost';

const WHY = 'Calls cannot be started in this channel. Bob can help you.';
const STANDING = `GET channels/${CHANNEL}`;
const refused = (code = 'rule_channel'): Answer => ({body: {may_start: false, refusal: {code, message: WHY}, room: null}});
const allowed: Answer = {body: {may_start: true, refusal: null, room: null}};
const button = () => screen.getByRole('button', {name: /^(start|join) call/i});
const arrow = () => screen.queryByRole('button', {name: 'More ways to start a call'});

beforeEach(() => {
    vi.useFakeTimers({toFake: ['Date']});
});

afterEach(() => {
    cleanup();
    vi.useRealTimers();
});

function show(standing: Answer | (() => Answer), routes: Routes = {}) {
    const server = serve({
        [`GET calls?channel_id=${CHANNEL}`]: {body: {calls: []}},
        'GET calls?channel_id=channel2': {body: {calls: []}},
        'GET settings': {body: someSettings()},
        [STANDING]: standing,
        ...routes,
    });
    const client = new MattermostClient();
    client.show([aPost()]);
    return {server, client};
}

async function shown(title: string | RegExp) {
    await waitFor(() => {
        expect(button().title).toMatch(title);
    });
}

describe('where the rules forbid a call', () => {
    test('the button is disabled and says why, and nothing starts one', async () => {
        const {client, server} = show(refused());
        await shown(WHY);
        expect(button().ariaDisabled).toBe('true');
        expect(arrow()).toBeNull();
        expect(client.registered.menu.map((item) => item.shown(client.store.getState()))).toEqual([false, false, true, false]); // what is planned can be seen

        click(button());
        expect(screen.getByText(WHY)).toBeTruthy();
        act(() => {
            client.registered.commandHook('/whereby --ask', {channel_id: CHANNEL});
        });
        await waitFor(() => {
            expect(screen.getAllByText(WHY)).toHaveLength(1);
        });
        expect(screen.queryByRole('dialog')).toBeNull();
        expect(server.requests('POST')).toEqual([]);
    });

    test('a call that runs can be joined', async () => {
        const {client} = show(refused());
        await shown(WHY);
        client.event(aCall());
        expect(button().ariaDisabled).toBe('false');
        expect(button().textContent).toBe('Join call');
        expect(arrow()).toBeNull();
    });

    test('a call that is over cannot be started again', async () => {
        const {client} = show(refused());
        client.event(aCall({state: 'missed'}));
        await shown(WHY);
        expect(screen.queryByRole('button', {name: 'Call again'})).toBeNull();
    });

    test('because of the hour, templates that are allowed at any hour can be started', async () => {
        const templates = [{name: 'standup', title: 'Standup'}, {name: 'sos', title: 'Escalation: {topic}', always: true}];
        const {server} = show(refused('rule_hours'), {'GET settings': {body: someSettings({templates})}, 'POST calls': {status: 201, body: aCall()}});
        await shown(WHY);
        click(arrow() as HTMLElement);
        expect(screen.getAllByRole('menuitem').map(({textContent}) => textContent)).toEqual(['Plan a call…', 'Calls and history', 'Escalation']);
        click(screen.getByRole('menuitem', {name: 'Escalation'}));
        await screen.findByRole('button', {name: 'Join call'});
        expect(server.requests('POST')).toEqual(['POST calls']);
    });

    test('because of the hour, there is no menu without such a template', async () => {
        show(refused('rule_hours'), {'GET settings': {body: someSettings({templates: [{name: 'standup', title: 'Standup'}]})}});
        await shown(WHY);
        expect(arrow()).toBeNull();
    });
});

describe('whether the rules forbid a call', () => {
    test('is asked once a minute, when a channel is opened or the button looked at', async () => {
        const {client, server} = show(allowed);
        client.switchChannel('channel2');
        client.switchChannel(CHANNEL);
        fireEvent.pointerEnter(button());
        await shown(/^Start a Whereby call/);
        expect(server.requests(STANDING)).toHaveLength(1);

        vi.setSystemTime(Date.now() + 61_000);
        fireEvent.pointerEnter(button());
        fireEvent.focus(button());
        expect(server.requests(STANDING)).toHaveLength(2);
    });

    test('is asked again on a reconnect, and what was forbidden may be allowed by then', async () => {
        const answers = [allowed, refused()];
        const {client} = show(() => answers.pop() ?? allowed);
        await shown(WHY);
        act(() => {
            client.registered.onReconnect();
        });
        await shown(/^Start a Whereby call/);
        expect(button().ariaDisabled).toBe('false');
        expect(arrow()).toBeTruthy();
    });

    test('changes nothing while it is not known', async () => {
        const answers = [{status: 502, body: {}}, refused()];
        const {client, server} = show(() => answers.pop() ?? allowed);
        await shown(WHY);
        act(() => {
            client.registered.onReconnect();
        });
        await waitFor(() => {
            expect(server.requests(STANDING)).toHaveLength(2);
        });
        expect(button().title).toBe(WHY);
    });
});
