import {cleanup, fireEvent, screen, waitFor, within} from '@testing-library/react';
import {afterEach, describe, expect, test} from 'vitest';

import {obstacleToStart} from '../calls/rights';
import type {Call, Invite} from '../calls/types';
import {aCall, aPost, CHANNEL, click, MattermostClient, mattermostState, serve, someSettings} from '../testing/mattermost';
import type {Routes} from '../testing/mattermost';

const LINK = 'https://mattermost.example.com/plugins/whereby/i/abcdefghijklmnopqrstuvwxyz';
const LIST = 'GET calls/call1/invites';
const HOUR = 3_600_000;

function anInvite(changes: Partial<Invite> = {}): Invite {
    return {
        id: 'invite1', call_id: 'call1', name: 'Zoe', made_by: 'user1', made_by_name: 'bob',
        made_at: Date.now(), expires_at: Date.now() + HOUR, revoked_at: 0, used_at: 0, ...changes,
    };
}

afterEach(cleanup);

interface Shown {
    call?: Partial<Call>;
    mayInvite?: boolean;
    routes?: Routes;
    state?: ReturnType<typeof mattermostState>;
}

async function showCard({call = {}, mayInvite = true, routes = {}, state = mattermostState()}: Shown = {}) {
    const server = serve({
        [`GET calls?channel_id=${CHANNEL}`]: {body: {calls: [aCall({expires_at: Date.now() + (5 * HOUR), ...call})]}},
        'GET settings': {body: someSettings({may_invite: mayInvite})},
        [LIST]: {body: {invites: []}},
        ...routes,
    });
    const client = new MattermostClient(state);
    client.show([aPost()]);
    await screen.findByRole('region');
    await waitFor(() => {
        expect(server.requests('GET settings')).not.toHaveLength(0);
    });
    return {client, server};
}

const more = () => screen.findByRole('button', {name: /More actions/});

async function open(shown: Shown = {}) {
    const page = await showCard(shown);
    click(await more());
    click(screen.getByRole('menuitem', {name: 'Invite a guest…'}));
    const dialog = within(await screen.findByRole('dialog', {name: 'Invite a guest'}));
    await waitFor(() => {
        expect(page.server.requests(LIST)).toHaveLength(1);
    });
    return {...page, dialog};
}

const sent = ({handler}: ReturnType<typeof serve>) => handler.mock.calls.
    filter(([, {method}]) => method === 'POST').
    map(([, {body}]) => JSON.parse(body as string) as {name: string; expires_at?: number});

describe('the card\'s menu', () => {
    test('has the entry for members, and ends the call only for its host', async () => {
        await showCard();
        click(await more());
        expect(screen.getAllByRole('menuitem').map(({textContent}) => textContent)).toEqual(['Invite a guest…']);
    });

    test('moves among its entries by the arrow keys', async () => {
        await showCard({call: {host_user_id: 'user1'}});
        click(await more());
        const [invite, end] = screen.getAllByRole('menuitem');
        expect(document.activeElement).toBe(invite);
        fireEvent.keyDown(invite as HTMLElement, {key: 'ArrowDown'});
        expect(document.activeElement).toBe(end);
    });

    test('has the entry also for those whom a rule keeps from starting calls, beside what joining means', async () => {
        const refusal = {code: 'rule_role', message: 'Not everybody can start calls here.'};
        const {client} = await showCard({
            call: {options: {duration_minutes: 60, audio_only: false, locked: false, large: false, record: true}},
            routes: {[`GET channels/${CHANNEL}`]: {body: {may_start: false, refusal, room: null}}},
        });
        await waitFor(() => {
            expect(obstacleToStart(client.store.getState(), CHANNEL)).toBeTruthy();
        });
        expect(document.querySelector('.whereby-consent')?.textContent).toMatch(/recorded/);
        click(await more());
        expect(screen.getByRole('menuitem').textContent).toBe('Invite a guest…');
    });

    test.each<[string, Shown]>([
        ['the settings say no', {mayInvite: false}],
        ['the call is over', {call: {state: 'ended', ended_at: 1}}],
        ['the person is no member', {state: (() => {
            const state = mattermostState();
            state.channels.myMembers = {} as typeof state.channels.myMembers;
            return state;
        })()}],
        ['the person may not post', {state: (() => {
            const state = mattermostState();
            state.roles.roles.channel_user.permissions = [];
            return state;
        })()}],
    ])('is not there where %s', async (_why, shown) => {
        if (shown.call) {
            serve({[`GET calls?channel_id=${CHANNEL}`]: {body: {calls: [aCall(shown.call)]}}});
            new MattermostClient().show([aPost()]);
            await screen.findByRole('region');
        } else {
            await showCard(shown);
        }
        await new Promise((done) => {
            setTimeout(done, 20);
        });
        expect(screen.queryByRole('button', {name: /More actions/})).toBeNull();
    });
});

describe('the dialog for guests', () => {
    test('makes a link, shows it once and lists it', async () => {
        const {server, dialog} = await open({routes: {'POST calls/call1/invites': {status: 201, body: {invite: anInvite(), url: LINK}}}});
        const name = dialog.getByLabelText<HTMLInputElement>('Name or e-mail');
        expect(document.activeElement).toBe(name);
        dialog.getByText(/no waiting room/);
        expect(dialog.getAllByRole('button', {pressed: true}).map(({textContent}) => textContent)).toEqual(['End of the call']);
        expect(dialog.queryByRole('button', {name: '24 hr'})).toBeNull();

        fireEvent.change(name, {target: {value: ' Zoe '}});
        fireEvent.submit(name.form as HTMLFormElement);
        const link = await dialog.findByLabelText<HTMLInputElement>('Link for Zoe');
        expect(link.value).toBe(LINK);
        expect(document.activeElement).toBe(link);
        expect(name.value).toBe('');
        expect(dialog.getByRole('listitem').textContent).toMatch(/^ZoeNot used yet · until .+ · by bob/);
        expect(sent(server)).toEqual([{name: 'Zoe'}]);
    });

    test('sends until when', async () => {
        const {server, dialog} = await open({routes: {'POST calls/call1/invites': {status: 201, body: {invite: anInvite({name: ''}), url: LINK}}}});
        click(dialog.getByRole('button', {name: '1 hr'}));
        fireEvent.submit(dialog.getByLabelText<HTMLInputElement>('Name or e-mail').form as HTMLFormElement);
        await dialog.findByLabelText('Link for your guest');
        expect(Math.abs((sent(server)[0]?.expires_at ?? 0) - (Date.now() + HOUR))).toBeLessThan(5000);
    });

    test('says that guests knock', async () => {
        const {dialog} = await open({call: {options: {duration_minutes: 60, audio_only: false, locked: true, large: false}}});
        dialog.getByText(/your guest knocks/);
    });

    test('tells what the server has against it, and keeps the name', async () => {
        const {dialog} = await open({routes: {'POST calls/call1/invites': {status: 429, body: {error: {code: 'rate_limited', message: 'Try again in 5 minutes.'}}}}});
        const name = dialog.getByLabelText<HTMLInputElement>('Name or e-mail');
        fireEvent.change(name, {target: {value: 'Zoe'}});
        fireEvent.submit(name.form as HTMLFormElement);
        await dialog.findByText('Try again in 5 minutes.');
        expect(name.value).toBe('Zoe');
    });

    test('revokes at once, says so and moves the focus on', async () => {
        const invites = [anInvite(), anInvite({id: 'invite2', name: 'Yan', used_at: 1, made_by: 'user2', made_by_name: 'alice'}), anInvite({id: 'invite3', name: ''})];
        const {server, dialog} = await open({routes: {[LIST]: {body: {invites}}, 'DELETE calls/call1/invites/invite1': {body: {}}, 'DELETE calls/call1/invites/invite3': {body: {}}}});
        await dialog.findByText('Yan');
        expect(dialog.getAllByRole('listitem').map(({textContent}) => /^(Zoe|Yan|Guest)(Not used yet|Used)/.exec(textContent)?.[0])).toEqual(['ZoeNot used yet', 'YanUsed', 'GuestNot used yet']);
        expect(dialog.queryByRole('button', {name: /Yan/})).toBeNull(); // alice's, who is the host too

        const revoke = dialog.getByRole('button', {name: 'Revoke the invitation of Zoe'});
        revoke.focus();
        click(revoke);
        await waitFor(() => {
            expect(dialog.getAllByRole('status').map(({textContent}) => textContent)).toContain('The invitation of Zoe was revoked.');
        });
        await waitFor(() => {
            expect(document.activeElement).toBe(dialog.getByRole('button', {name: 'Revoke the invitation of Guest'}));
        });
        click(document.activeElement as HTMLElement);
        await waitFor(() => {
            expect(document.activeElement).toBe(dialog.getByRole('button', {name: 'Close'}));
        });
        expect(dialog.getAllByRole('listitem')).toHaveLength(1);
        expect(server.requests('DELETE')).toEqual(['DELETE calls/call1/invites/invite1', 'DELETE calls/call1/invites/invite3']);
    });

    test('takes the link away with its invite', async () => {
        const {dialog} = await open({routes: {'POST calls/call1/invites': {status: 201, body: {invite: anInvite(), url: LINK}}, 'DELETE calls/call1/invites/invite1': {body: {}}}});
        fireEvent.submit(dialog.getByLabelText<HTMLInputElement>('Name or e-mail').form as HTMLFormElement);
        await dialog.findByLabelText('Link for Zoe');
        click(dialog.getByRole('button', {name: 'Revoke the invitation of Zoe'}));
        await waitFor(() => {
            expect(dialog.queryByLabelText('Link for Zoe')).toBeNull();
        });
    });

    test('closes on Escape and gives the focus back to the menu\'s button', async () => {
        const {dialog} = await open();
        fireEvent.keyDown(dialog.getByLabelText('Name or e-mail'), {key: 'Escape'});
        expect(screen.queryByRole('dialog')).toBeNull();
        expect(document.activeElement).toBe(await more());
    });

    test('goes with the call', async () => {
        const {client} = await open();
        client.event(aCall({state: 'ended', ended_at: Date.now()}));
        expect(screen.queryByRole('dialog')).toBeNull();
    });
});

test('where the dialog\'s code does not come, the card says so', async () => {
    await showCard();
    const {chunkFiles} = await import('../chunks/files');
    const file = chunkFiles.invite;
    chunkFiles.invite = 'missing';
    try {
        click(await more());
        click(screen.getByRole('menuitem', {name: 'Invite a guest…'}));
        await screen.findByText(/could not be loaded/);
    } finally {
        chunkFiles.invite = file ?? '';
    }
});
