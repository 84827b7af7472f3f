import type {Connection, ConnectionInput, DeliveryFilters, DeliveryPage, KindInfo, TestResult} from './types';
import {ApiClient} from '../calls/client';

/** The part of the plugin's HTTP API that is about services that hear of calls. */
export class ConnectionClient extends ApiClient {
    connections(): Promise<{connections: Connection[]; kinds: KindInfo[]}> {
        return this.request('GET', 'admin/connections');
    }

    create(input: ConnectionInput): Promise<Connection> {
        return this.request('POST', 'admin/connections', input);
    }

    edit(id: string, changes: ConnectionInput): Promise<Connection> {
        return this.request('PATCH', `admin/connections/${encodeURIComponent(id)}`, changes);
    }

    async drop(id: string): Promise<void> {
        await this.request('DELETE', `admin/connections/${encodeURIComponent(id)}`);
    }

    /** Sends a test event; what is left out is taken from the connection with the id. */
    test(input: ConnectionInput, id?: string): Promise<TestResult> {
        return this.request('POST', 'admin/connections/test', {...input, id});
    }

    deliveries({connection, state}: DeliveryFilters, before: string): Promise<DeliveryPage> {
        const given = Object.entries({connection, state, before}).filter(([, value]) => value !== '');
        return this.request('GET', `admin/deliveries?${new URLSearchParams(given).toString()}`);
    }

    async retry(id: string): Promise<void> {
        await this.request('POST', `admin/deliveries/${encodeURIComponent(id)}/retry`);
    }
}
