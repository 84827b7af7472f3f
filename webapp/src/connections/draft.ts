import type {Connection, ConnectionInput, KindInfo, Rules, Secret} from './types';

/** A connection as it is being written. */
export interface Draft {
    name: string;

    /** Empty leaves it as it is, or to the server. */
    url: string;
    secret: string;
    account: string;
    rules: Rules;
}

/** The parts of a connection in which something can be wrong. */
export type Part = 'name' | Secret | 'events' | 'channels' | 'teams' | 'templates';

/** The server's limit, in characters. */
const MAX_NAME = 64;

/** What a form begins with. */
export function draftOf(kind: KindInfo, connection?: Connection): Draft {
    const {events, channels, teams, templates, personal} = connection?.rules ?? {events: kind.usual_events, personal: kind.usual_personal};
    return {
        name: connection?.name ?? '',
        url: '',
        secret: '',
        account: connection?.account ?? '',
        rules: {events: events ?? [], channels: channels ?? [], teams: teams ?? [], templates: templates ?? [], personal: personal ?? false},
    };
}

/** What the form asks for, in this order. A webhook's secret may be one's own. */
export function partsOf({kind, needs}: KindInfo): Secret[] {
    const asked: Secret[] = ['account', 'secret', 'url'];
    return asked.filter((part) => part === 'url' || needs.includes(part) || (part === 'secret' && kind === 'webhook'));
}

/** What can be told to be wrong without asking the server. */
export function problemsOf(draft: Draft, kind: KindInfo, connection?: Connection): Part[] {
    const problems: Part[] = [];
    const name = draft.name.trim();
    if (name === '' || Array.from(name).length > MAX_NAME) {
        problems.push('name');
    }
    for (const part of partsOf(kind)) {
        const known = connection && connection.off !== 'unreadable' && part !== 'account';
        const missing = draft[part].trim() === '' && kind.needs.includes(part) && !known;
        if (missing || (part === 'url' && !isAddress(draft.url.trim()))) {
            problems.push(part);
        }
    }
    if (draft.rules.events.length === 0) {
        problems.push('events');
    }
    return problems;
}

/** What is sent of a form: what was left empty stays as it is. */
export function inputOf(draft: Draft, kind: KindInfo): ConnectionInput {
    const [url, secret, account] = [draft.url.trim(), draft.secret.trim(), draft.account.trim()];
    return {
        kind: kind.kind,
        name: draft.name.trim(),
        ...(url && {url}),
        ...(secret && {secret}),
        ...(kind.needs.includes('account') && {account}),
        rules: draft.rules,
    };
}

function isAddress(text: string): boolean {
    return text === '' || (/^https?:\/\//i.test(text) && URL.canParse(text));
}
