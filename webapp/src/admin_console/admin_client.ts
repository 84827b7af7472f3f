import type {Template} from '../template_editor/template';
import {ApiClient} from '../calls/client';

/** One thing that a test of the connection found. */
export interface Finding {
    level: 'ok' | 'warning' | 'problem';
    code: string;

    /** In the reader's language. */
    text: string;
}

/** What to test; what is left out, or all asterisks, is the one in force. */
export interface Connection {
    api_key?: string;
    api_url?: string;
}

/** How the connection to Whereby is. Times are milliseconds since 1970, 0 when not known. */
export interface Status {
    key: {
        source: 'setting' | 'environment' | 'file' | 'none';

        /** Why there is none although one is meant to be there, in the reader's language. */
        problem_text?: string;
        since: number;
        age_days: number;
        refused_at: number;
    };
    webhooks: {secret_set: boolean; last_event_at: number; last_refusal_at: number; last_refusal: 'secret' | 'signature' | 'stale' | ''};
    points: {known: boolean; limit: number; remaining: number; seen_at: number};
}

/** What an image of a brand is for. */
export type ImageKind = 'logo' | 'room_background' | 'waiting_background';

/** The part of the plugin's HTTP API that is for system admins. */
export class AdminClient extends ApiClient {
    /** The templates in force, and the length of the longest call. */
    async templates(): Promise<{templates: Template[]; max_duration_minutes: number}> {
        return this.settings();
    }

    async test(connection: Connection): Promise<Finding[]> {
        const {findings} = await this.request<{findings: Finding[] | null}>('POST', 'admin/test', connection);
        return findings ?? [];
    }

    status(): Promise<Status> {
        return this.request('GET', 'admin/status');
    }

    /** Hands an image to the server, which gives it an id. */
    async upload(kind: ImageKind, image: Blob): Promise<string> {
        const {id} = await this.request<{id: string}>('POST', `admin/images?kind=${kind}`, image, {'Content-Type': 'image/png'});
        return id;
    }

    imageUrl(id: string): string {
        return `${this.basename}/plugins/whereby/api/v1/admin/images/${encodeURIComponent(id)}`;
    }
}
