import type {Format, ReportClient} from './report_client';
import type {Filters} from './types';
import {ApiError, isExplained} from '../calls/client';

/** How many calls come at once. */
const PART = 2000;

/** How long to wait before what broke off is asked for again, in milliseconds; after the last the person is asked. */
const PAUSES = [1000, 3000, 9000];

/** Fetches calls part by part, so that after a break it goes on where it was. */
export class CallExport {
    private readonly parts: string[] = [];
    private cursor = '';
    private stopped = false;

    /** How many calls have come, and how many there are. */
    rows = 0;
    total = 0;

    constructor(
        readonly format: Format,
        private readonly filters: Filters,
        private readonly client: Pick<ReportClient, 'part'>,
        private readonly onProgress: () => void,
    ) {}

    /** Fetches what is missing. False: it was stopped. Throws when the connection stays broken; another try goes on from there. */
    async fetchRest(): Promise<boolean> {
        this.stopped = false;
        while (!this.isStopped()) {
            const before = this.rows;
            const {text, rest} = await this.patiently();
            this.take(text);
            this.total = before + rest;
            this.onProgress();
            if (this.rows >= this.total) {
                return !this.isStopped();
            }
            if (this.rows === before) {
                throw new ApiError('unreachable', '', 0);
            }
        }
        return false;
    }

    /** Has the fetching end after the part that is on its way. */
    stop(): void {
        this.stopped = true;
    }

    file(): Blob {
        return new Blob(this.parts, {type: this.format === 'csv' ? 'text/csv;charset=utf-8' : 'application/x-ndjson'});
    }

    private async patiently() {
        for (const pause of PAUSES) {
            try {
                return await this.client.part(this.filters, this.format, PART, this.cursor);
            } catch (error) {
                if (isExplained(error)) {
                    throw error;
                }
                await new Promise((resolve) => {
                    setTimeout(resolve, pause);
                });
            }
        }
        return this.client.part(this.filters, this.format, PART, this.cursor);
    }

    // Every part of a CSV begins with the names of the columns.
    private take(text: string): void {
        const names = this.format === 'csv' ? text.indexOf('\n') + 1 : 0;
        const body = text.slice(names);
        const outside = names ? body.replace(/"[^"]*"/g, '') : body; // of quoted cells, which may have line breaks
        const rows = outside.split('\n').length - 1;
        this.parts.push(this.parts.length ? body : text);
        if (rows > 0) {
            this.rows += rows;
            this.cursor = lastCursor(body, this.format);
        }
    }

    private isStopped(): boolean {
        return this.stopped;
    }
}

// It has no quotes or commas in it, and is what the last line ends with.
function lastCursor(body: string, format: Format): string {
    const last = body.trimEnd().split('\n').at(-1) ?? '';
    return format === 'csv' ? last.slice(last.lastIndexOf(',') + 1) : (JSON.parse(last) as {cursor: string}).cursor;
}
