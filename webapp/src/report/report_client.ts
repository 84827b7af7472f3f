import type {Filters, LinePage, Summary} from './types';
import {ApiClient, ApiError} from '../calls/client';

/** How calls are handed out as a file. */
export type Format = 'csv' | 'ndjson';

/** How many calls the table gets at once. */
const PAGE = 50;

/** Some of an export. */
export interface Part {
    text: string;

    /** How many calls there are from the cursor on; with fewer, the server broke off behind a whole one. */
    rest: number;
}

/** The part of the plugin's HTTP API that tells what happened. */
export class ReportClient extends ApiClient {
    summary(filters: Filters): Promise<Summary> {
        return this.request('GET', `reports/summary?${query(filters)}`);
    }

    lines(filters: Filters, cursor: string): Promise<LinePage> {
        return this.request('GET', `reports/calls?${query({...filters, limit: PAGE, cursor})}`);
    }

    /** The calls that follow a cursor, oldest first. */
    async part(filters: Filters, format: Format, limit: number, cursor: string): Promise<Part> {
        const response = await this.send('GET', `reports/calls.${format}?${query({...filters, limit, cursor})}`);
        try {
            return {text: await response.text(), rest: Number(response.headers.get('X-Total-Count'))};
        } catch {
            throw new ApiError('unreachable', '', 0); // broke off
        }
    }
}

function query(values: object): string {
    const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
    return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}
