/** Which service a connection leads to. The server may know more than this page. */
export type Kind = 'webhook' | 'slack' | 'ga4' | 'mixpanel';

/** Which calls a connection hears of, and what. Empty lists narrow nothing down. */
export interface Rules {
    events: string[];
    channels: string[];
    teams: string[];
    templates: string[];

    /** Whether names and ids of people are told. */
    personal: boolean;
}

/** A connection as the server shows it. Times are milliseconds since 1970, 0 for none. */
export interface Connection {
    id: string;
    kind: Kind;
    name: string;
    enabled: boolean;

    /** What of the address may be shown. */
    host: string;
    account: string;
    rules: {[part in keyof Rules]: Rules[part] | null};

    /** Why it is used no more: the service takes no events, or it was stored with another encryption key. */
    off: '' | 'revoked' | 'unreadable';

    /** In a row. */
    failures: number;
    paused_until: number;

    /** Told once, when the server made it. */
    secret?: string;
}

/** What the server says of a kind of service. */
export interface KindInfo {
    kind: Kind;
    events: string[];
    usual_events: string[];
    usual_personal: boolean;

    /** Used where none is given. */
    usual_url: string;
    needs: Secret[];
}

/** What leads to a service. */
export type Secret = 'url' | 'secret' | 'account';

/** What is sent of a connection; what is left out stays as it is. */
export type ConnectionInput = Partial<Pick<Connection, 'kind' | 'name' | 'enabled' | 'account' | 'secret'>> & {url?: string; rules?: Rules};

/** Why something was not delivered. */
export type Reason = '' | 'refused' | 'gone' | 'no_answer' | 'not_allowed' | 'not_found' | 'no_connection' | 'certificate' | 'redirect' | 'busy' | 'failing' | 'invalid';

/** What came of one try. */
export interface Outcome {

    /** Of HTTP; 0 when there was no answer. */
    status: number;
    reason: Reason;

    /** In the service's words, or the network's. */
    error: string;
}

/** What came of a test event. */
export interface TestResult extends Outcome {
    ok: boolean;
}

/** Waits, was delivered, was given up, or was left because its connection is used no more. */
export type DeliveryState = 'pending' | 'done' | 'dead' | 'dropped';

/** One event for one connection. */
export interface Delivery extends Outcome {
    id: string;
    connection_id: string;
    call_id: string;
    event: string;
    state: DeliveryState;
    tries: number;
    created_at: number;
    next_at: number;
    done_at: number;
}

/** Which deliveries are shown; empty for all. */
export interface DeliveryFilters {
    connection: string;
    state: '' | DeliveryState;
}

/** Some deliveries, newest first. */
export interface DeliveryPage {
    deliveries: Delivery[];

    /** Asks for those before; empty when there are none. */
    next: string;
}
