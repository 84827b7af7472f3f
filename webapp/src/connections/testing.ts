import {fireEvent, screen} from '@testing-library/react';
import {vi} from 'vitest';

import type {Connection, Delivery, KindInfo} from './types';
import './chunk'; // so that it does not come in the midst of a test
import '../testing/chunks';
import {showSetting} from '../testing/admin_console';
import {someSettings} from '../testing/mattermost';

// What tests of the connections share.

export const NOW = Date.UTC(2026, 10, 26, 12);

const SERVICES = ['created', 'started', 'joined', 'ended', 'missed'];

export const KINDS: KindInfo[] = [
    {kind: 'webhook', events: ['created', 'started', 'joined', 'left', 'ended', 'missed'], usual_events: ['created', 'ended'], usual_personal: false, usual_url: '', needs: ['url']},
    {kind: 'slack', events: SERVICES, usual_events: ['created', 'ended', 'missed'], usual_personal: true, usual_url: '', needs: ['url']},
    {kind: 'ga4', events: SERVICES, usual_events: SERVICES, usual_personal: false, usual_url: 'https://www.google-analytics.com/mp/collect', needs: ['account', 'secret']},
    {kind: 'mixpanel', events: SERVICES, usual_events: SERVICES, usual_personal: false, usual_url: 'https://api.mixpanel.com/import?strict=1', needs: ['account']},
];

export function aConnection(changes: Partial<Connection> = {}): Connection {
    return {
        id: 'c1',
        kind: 'webhook',
        name: 'CRM',
        enabled: true,
        host: 'crm.example.com',
        account: '',
        rules: {events: ['created', 'ended'], channels: [], teams: [], templates: [], personal: false},
        off: '',
        failures: 0,
        paused_until: 0,
        ...changes,
    };
}

export function aDelivery(id: string, changes: Partial<Delivery> = {}): Delivery {
    return {id, connection_id: 'c1', call_id: 'call1', event: 'created', state: 'done', tries: 1, status: 200, reason: '', error: '', created_at: NOW, next_at: 0, done_at: NOW, ...changes};
}

interface Request {
    name: string;
    body: unknown;
}

type Reply = (request: Request) => unknown;

/** What the server is to answer, by the beginning of method and path; a Response as it is, all else as JSON. */
export type Replies = Record<string, Reply>;

export function refusal(code: string, value: string, message = 'No.') {
    return Response.json({error: {code, value, message}}, {status: 400});
}

/** Shows the section before a server that answers what is given. */
export function begin(connections: Connection[], replies: Replies = {}, deliveries: Delivery[] = []) {
    const asked: Request[] = [];
    const all: Replies = {
        ...replies,
        'GET admin/connections': replies['GET admin/connections'] ?? (() => ({connections, kinds: KINDS})),
        'GET admin/deliveries': replies['GET admin/deliveries'] ?? (() => ({deliveries, next: ''})),
        'GET settings': () => someSettings({templates: [{name: 'demo', title: ''}]}),
    };
    vi.stubGlobal('fetch', async (address: string, {method, body}: RequestInit) => {
        const name = `${method ?? ''} ${address.replace(/^.*\/api\/v[14]\//, '')}`;
        const request = {name, body: typeof body === 'string' ? JSON.parse(body) as unknown : undefined};
        asked.push(request);
        const reply = Object.entries(all).find(([start]) => name.startsWith(start))?.[1];
        const answer = await Promise.resolve(reply?.(request) ?? new Response('404 page not found', {status: 404}));
        return answer instanceof Response ? answer : Response.json(answer);
    });
    showSetting('Connections');
    return {
        asked: (start: string) => asked.filter(({name}) => name.startsWith(start)),
        bodies: (start: string) => asked.filter(({name}) => name.startsWith(start)).map(({body}) => body),
    };
}

/** The same, once it is there. */
export async function show(...what: Parameters<typeof begin>) {
    const shown = begin(...what);
    await screen.findByText('Add connection');
    return shown;
}

const NAME = {selector: '.whereby-item-name'};

/** Where the name of a connection stands in the list. */
export const named = (name: string) => screen.getByText(name, NAME);
export const findNamed = (name: string) => screen.findByText(name, NAME);

export const type = (label: string, value: string) => {
    fireEvent.change(screen.getByLabelText(label), {target: {value}});
};
export const valueOf = (label: string) => screen.getByLabelText<HTMLInputElement>(label).value;

/** What stands as wrong at a field. */
export function problemAt(label: string): string {
    const field = screen.getByLabelText(label);
    return field.getAttribute('aria-invalid') === 'true' ? document.getElementById(field.getAttribute('aria-describedby')?.split(' ')[0] ?? '')?.textContent ?? '' : '';
}
