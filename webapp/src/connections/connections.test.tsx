import {act, cleanup, fireEvent, screen, waitFor, within} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import {aConnection, begin, findNamed, named, NOW, problemAt, refusal, show, type, valueOf} from './testing';
import {click} from '../testing/mattermost';

beforeEach(() => {
    vi.useFakeTimers({toFake: ['Date'], now: NOW});
});

afterEach(() => {
    cleanup();
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

const row = (name: string) => named(name).closest('li');
const press = (name: string) => {
    click(screen.getByRole('button', {name}));
};
const add = (kind: string) => {
    press('Add connection');
    press(kind);
};
const checked = () => screen.getAllByRole<HTMLInputElement>('checkbox').filter((box) => box.checked).map((box) => box.value);

describe('the list of connections', () => {
    test('says so when there are none', async () => {
        await show([]);
        screen.getByText(/No other service hears of calls yet/);
        screen.getByText(/each by its own button/);
    });

    test('says so when it cannot be had, and comes when it can', async () => {
        vi.useRealTimers();
        vi.useFakeTimers({shouldAdvanceTime: true});
        let down = true;
        begin([], {'GET admin/connections': () => (down ? new Response('', {status: 502}) : {connections: [aConnection()], kinds: []})});
        await screen.findByText(/did not answer/);
        down = false;
        await act(() => vi.advanceTimersByTimeAsync(4000));
        await findNamed('CRM');
        expect(screen.queryByText(/did not answer/)).toBeNull();
    });

    test.each([
        ['good', {}, 'Working', 'ok'],
        ['not in use', {enabled: false}, 'Not in use', undefined],
        ['paused', {failures: 3, paused_until: NOW + 60_000}, /Paused until 12:01.PM after 3 failures/, 'warning'],
        ['failing', {failures: 1, paused_until: NOW - 1}, '1 failure; it is tried again', 'warning'],
        ['revoked', {off: 'revoked', enabled: true}, /Stopped: the service takes no more events/, 'problem'],
        ['unreadable', {off: 'unreadable'}, /Enter address and secret again/, 'problem'],
    ] as const)('tells of one that is %s', async (_what, changes, text, level) => {
        await show([aConnection(changes)]);
        const state = screen.getByText(text).parentElement;
        expect(state?.querySelector('.whereby-level')?.className.split('-').at(-1)).toBe(level);
        expect(row('CRM')?.textContent).toContain('Webhook · crm.example.com');
    });

    test('turns one off and on', async () => {
        const {bodies} = await show([aConnection()], {'PATCH admin/connections/c1': ({body}) => aConnection(body as object)});
        const use = screen.getByRole<HTMLInputElement>('switch', {name: 'Use CRM'});
        expect(use.checked).toBe(true);
        click(use);
        await screen.findByText('Not in use');
        expect(bodies('PATCH')).toEqual([{enabled: false}]);
    });

    test('says what the server has against that', async () => {
        await show([aConnection({off: 'unreadable'})], {'PATCH admin/connections/c1': () => refusal('invalid_request', 'url')});
        click(screen.getByRole('switch', {name: 'Use CRM'}));
        await screen.findByText('Open it and complete what is missing.');
    });

    test('forgets one after a question', async () => {
        const {asked} = await show([aConnection(), aConnection({id: 'c2', name: 'Sales'})], {'DELETE admin/connections/c1': () => ({})});
        screen.getByRole('button', {name: 'Delete CRM'}).focus();
        press('Delete CRM');
        const question = within(screen.getByRole('alertdialog', {name: /Delete “CRM”\?/}));
        expect(document.activeElement?.textContent).toBe('Cancel');
        click(question.getByRole('button', {name: 'Cancel'}));
        expect(screen.queryByRole('alertdialog')).toBeNull();
        expect(document.activeElement).toBe(screen.getByRole('button', {name: 'Delete CRM'}));
        press('Delete CRM');
        press('Delete connection');
        await waitFor(() => {
            expect(screen.queryByRole('button', {name: 'Delete CRM'})).toBeNull();
        });
        expect(asked('DELETE')).toHaveLength(1);
        expect(document.activeElement?.textContent).toBe('Add connection');
        screen.getByRole('button', {name: 'Delete Sales'});
    });

    test('keeps one that the server does not forget', async () => {
        await show([aConnection()], {'DELETE admin/connections/c1': () => Response.json({error: {code: 'not_admin', message: 'Only for admins.'}}, {status: 403})});
        press('Delete CRM');
        press('Delete connection');
        await screen.findByText('Only for admins.');
        screen.getByRole('button', {name: 'Delete CRM'});
    });
});

describe('a new connection', () => {
    test('to Slack has the usual events, and is saved with what was typed', async () => {
        const {bodies} = await show([], {'POST admin/connections': ({body}) => aConnection({...body as object, id: 'new', host: 'hooks.slack.com'})});
        add('Slack');
        screen.getByText('New connection: Slack');
        expect(document.activeElement).toBe(screen.getByLabelText('Name'));
        expect(checked()).toEqual(['created', 'ended', 'missed', 'on']); // with names
        expect(screen.queryByLabelText('Signing secret')).toBeNull();
        type('Name', ' Support ');
        type('Incoming webhook URL', ' https://hooks.slack.com/services/T/B/x');
        click(screen.getByLabelText('Somebody joined'));
        click(screen.getByLabelText('Nobody came'));
        click(screen.getByLabelText(/Say who started/));
        click(screen.getByLabelText('demo'));
        press('Save connection');
        await screen.findByText('Slack · hooks.slack.com');
        expect(bodies('POST')).toEqual([{
            kind: 'slack',
            name: 'Support',
            url: 'https://hooks.slack.com/services/T/B/x',
            rules: {events: ['created', 'joined', 'ended'], channels: [], teams: [], templates: ['demo'], personal: false},
        }]);
        expect(screen.queryByLabelText('Name')).toBeNull();
        expect(document.activeElement?.textContent).toMatch(/Support/);
    });

    test.each([
        ['Google Analytics', {'Measurement ID': 'G-1', 'API secret': 's'}, {kind: 'ga4', account: 'G-1', secret: 's'}, /names never/],
        ['Mixpanel', {'Project token': 't', Address: 'https://api-eu.mixpanel.com/import?strict=1'}, {kind: 'mixpanel', account: 't', url: 'https://api-eu.mixpanel.com/import?strict=1'}, /people's names and their IDs/],
        ['Webhook', {Address: 'https://crm.example.com', 'Signing secret': 'whsec_own'}, {kind: 'webhook', url: 'https://crm.example.com', secret: 'whsec_own'}, /Tell who started/],
    ])('to %s asks for what it needs', async (kind, typed, sent, people) => {
        const {bodies} = await show([], {'POST admin/connections': ({body}) => aConnection(body as object)});
        add(kind);
        screen.getByLabelText(people);
        type('Name', 'Numbers');
        Object.entries(typed).forEach(([label, value]) => {
            type(label, value);
        });
        press('Save connection');
        await findNamed('Numbers');
        expect(bodies('POST')).toMatchObject([sent]);
        expect(Object.keys(bodies('POST')[0] as object).sort()).toEqual(['name', 'rules', ...Object.keys(sent)].sort());
    });

    test('shows the secret that the server made, once', async () => {
        await show([], {'POST admin/connections': ({body}) => aConnection({...body as object, secret: 'whsec_made'})});
        add('Webhook');
        type('Name', 'CRM');
        type('Address', 'https://crm.example.com/hook');
        press('Save connection');
        await screen.findByText('whsec_made');
        screen.getByRole('button', {name: /Copy secret/});
        press('Done');
        expect(screen.queryByText('whsec_made')).toBeNull();
    });

    test('says at once what is wrong, at the fields, and sends nothing', async () => {
        const {asked} = await show([]);
        add('Google Analytics');
        type('Address', 'www.google-analytics.com');
        screen.getAllByRole<HTMLInputElement>('checkbox').filter((box) => box.checked).forEach(click);
        press('Save connection');
        expect(problemAt('Name')).toMatch(/Enter a name/);
        expect(problemAt('Measurement ID')).toMatch(/begins with G-/);
        expect(problemAt('API secret')).toBe('Enter the API secret.');
        expect(problemAt('Address')).toMatch(/begins with https/);
        screen.getByText('Choose one event at least.');
        expect(document.activeElement).toBe(screen.getByLabelText('Name'));
        const secret = screen.getByLabelText('API secret');
        secret.focus();
        type('API secret', 's');
        expect(problemAt('API secret')).toBe('');
        expect(document.activeElement).toBe(secret);
        expect(problemAt('Name')).not.toBe('');
        expect(asked('POST')).toEqual([]);
    });

    test.each([
        [refusal('invalid_request', 'url'), /Enter a whole address/],
        [refusal('invalid_request', 'name'), /Enter a name/],
        [refusal('invalid_request', 'channels'), /100 at most/],
        [refusal('invalid_request', 'connections: 20'), 'There can be 20 at most.'],
        [refusal('invalid_request', 'kind', 'This is not understood.'), 'This is not understood.'],
        [new Response('', {status: 502}), /did not answer/],
    ])('that the server refuses stays as it is typed', async (answer, text) => {
        await show([], {'POST admin/connections': () => answer});
        add('Slack');
        type('Name', 'Support');
        type('Incoming webhook URL', 'https://hooks.slack.com/x');
        press('Save connection');
        await screen.findByText(text);
        expect([valueOf('Name'), valueOf('Incoming webhook URL')]).toEqual(['Support', 'https://hooks.slack.com/x']);
    });

    test('can be thought better of', async () => {
        await show([]);
        add('Mixpanel');
        press('Cancel');
        expect(screen.queryByLabelText('Project token')).toBeNull();
        expect(document.activeElement?.textContent).toBe('Add connection');
    });
});

describe('a saved connection', () => {
    const ga4 = aConnection({kind: 'ga4', name: 'Numbers', account: 'G-1', host: 'www.google-analytics.com'});
    const open = (name: string) => {
        click(named(name));
    };

    test('keeps what is left empty', async () => {
        const {bodies} = await show([ga4], {'PATCH admin/connections/c1': ({body}) => ({...ga4, ...body as object})});
        open('Numbers');
        expect([valueOf('Measurement ID'), valueOf('API secret'), valueOf('Address')]).toEqual(['G-1', '', '']);
        expect(screen.getByLabelText('Address')).toMatchObject({placeholder: 'Unchanged (www.google-analytics.com)'});
        type('Name', 'Figures');
        press('Save connection');
        await findNamed('Figures');
        expect(bodies('PATCH')).toEqual([{kind: 'ga4', name: 'Figures', account: 'G-1', rules: ga4.rules}]);
    });

    test('may have been given no filters over the HTTP API', async () => {
        const rules = {events: ['ended'], channels: null, teams: null, templates: null, personal: false};
        const {bodies} = await show([aConnection({rules})], {'PATCH admin/connections/c1': ({body}) => aConnection(body as object)});
        open('CRM');
        press('Save connection');
        await waitFor(() => {
            expect(bodies('PATCH')).toMatchObject([{rules: {events: ['ended'], channels: [], teams: [], templates: []}}]);
        });
    });

    test('that cannot be read has to be told all again', async () => {
        const {asked} = await show([aConnection({off: 'unreadable', host: ''})]);
        open('CRM');
        press('Save connection');
        expect(problemAt('Address')).toMatch(/Enter a whole address/);
        expect(asked('PATCH')).toEqual([]);
    });

    test('keeps what is typed while it is closed, until it is cancelled', async () => {
        await show([ga4]);
        open('Numbers');
        type('API secret', 'typed');
        open('Numbers');
        expect(named('Numbers').closest('button')?.getAttribute('aria-expanded')).toBe('false');
        open('Numbers');
        expect(valueOf('API secret')).toBe('typed');
        press('Cancel');
        open('Numbers');
        expect(valueOf('API secret')).toBe('');
    });

    test('has channels and teams that are searched one after the other', async () => {
        const found = {id: 'ch2', display_name: 'Support', team_id: 't1', team_display_name: 'Acme'};
        const {bodies} = await show([aConnection({rules: {events: ['ended'], channels: ['ch1'], teams: [], templates: ['old'], personal: false}})], {
            'PATCH admin/connections/c1': ({body}) => aConnection(body as object),
            'POST channels/search': () => ({channels: [found], total_count: 1}),
            'GET channels/ch2': () => found,
            'GET teams/t1': () => ({display_name: 'Acme'}),
        });
        open('CRM');
        await screen.findByText('No longer there');
        expect(checked()).toContain('old');
        vi.useRealTimers();
        const search = screen.getByRole('searchbox', {name: 'Channels'});
        fireEvent.change(search, {target: {value: 'supp'}});
        click(await screen.findByText('Acme / Support'));
        expect(document.activeElement).toBe(search);
        await screen.findByRole('button', {name: 'Remove Acme / Support'});
        press('Remove ch1');
        press('Save connection');
        await waitFor(() => {
            expect(bodies('PATCH')).toMatchObject([{rules: {channels: ['ch2'], templates: ['old']}}]);
        });
    });

    test('leads to its deliveries', async () => {
        const {asked} = await show([ga4]);
        open('Numbers');
        press('See its deliveries');
        await waitFor(() => {
            expect(asked('GET admin/deliveries?connection=c1').length).toBeGreaterThan(0);
        });
        expect(document.activeElement).toBe(screen.getByLabelText('Connection'));
    });
});

describe('a test event', () => {
    const outcome = {ok: false, status: 0, reason: '', error: ''};

    test('goes out with what is typed, saved or not', async () => {
        const {bodies, asked} = await show([], {'POST admin/connections/test': () => ({...outcome, ok: true, status: 204})});
        add('Slack');
        type('Incoming webhook URL', 'https://hooks.slack.com/x');
        press('Send a test event');
        await screen.findByText('The test event was delivered.');
        screen.getByText('HTTP 204');
        expect(bodies('POST admin/connections/test')).toMatchObject([{kind: 'slack', name: '', url: 'https://hooks.slack.com/x'}]);
        expect(asked('POST')).toHaveLength(1);
        type('Incoming webhook URL', 'https://hooks.slack.com/y');
        expect(screen.queryByText('The test event was delivered.')).toBeNull();
    });

    test('of a saved one takes from it what is left empty', async () => {
        const {bodies} = await show([aConnection()], {'POST admin/connections/test': () => ({...outcome, ok: true})});
        fireEvent.click(named('CRM'));
        press('Send a test event');
        await screen.findByText('The test event was delivered.');
        expect(bodies('POST')).toEqual([{id: 'c1', kind: 'webhook', name: 'CRM', rules: aConnection().rules}]);
    });

    test('to Google says little of what it was sent with', async () => {
        await show([aConnection({kind: 'ga4', account: 'G-1'})], {'POST admin/connections/test': () => ({...outcome, ok: true, status: 204})});
        fireEvent.click(named('CRM'));
        press('Send a test event');
        await screen.findByText(/even if the measurement ID or the API secret is wrong/);
    });

    test.each([
        ['refused', /refuses the event/],
        ['gone', /takes no more events at this address/],
        ['no_answer', /did not answer in time/],
        ['not_allowed', /Allow untrusted internal connections/],
        ['not_found', /cannot be found/],
        ['no_connection', /no connection to the host/],
        ['certificate', /certificate/],
        ['redirect', /is not followed/],
        ['busy', /asked too often/],
        ['failing', /problem of its own/],
        ['invalid', /does not accept what the event says/],
        ['', /was not delivered/],
        ['something new', /was not delivered/],
    ])('that did not arrive (%s) is explained', async (reason, text) => {
        await show([aConnection()], {'POST admin/connections/test': () => ({...outcome, status: 418, reason, error: 'raw words'})});
        fireEvent.click(named('CRM'));
        press('Send a test event');
        await screen.findByText(text);
        screen.getByText('HTTP 418 · raw words');
    });

    test('is not sent with what cannot be', async () => {
        const {asked} = await show([]);
        add('Slack');
        press('Send a test event');
        expect(problemAt('Incoming webhook URL')).toMatch(/Enter a whole address/);
        expect(problemAt('Name')).toBe('');
        expect(asked('POST')).toEqual([]);
    });
});
