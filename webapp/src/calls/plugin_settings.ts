import type {ApiClient} from './client';
import type {Settings} from './types';

/** How long an answer is good for, in milliseconds. */
const FRESH = 60_000;

/** What the web side knows of the plugin's settings: asked for when needed, at most once a minute. */
export class PluginSettings {
    private known: Settings | undefined;
    private asked: Promise<Settings> | undefined;
    private askedAt = 0;

    constructor(private readonly client: Pick<ApiClient, 'settings'>) {}

    /** What the server said last; undefined until the first answer. */
    current(): Settings | undefined {
        return this.known;
    }

    /** The settings, from the server if the last answer is old. Rejects with an ApiError. */
    load(): Promise<Settings> {
        if (!this.asked || Date.now() - this.askedAt >= FRESH) {
            this.askedAt = Date.now();
            this.asked = this.ask();
        }
        return this.asked;
    }

    /** Asks again, when a change may have been missed. */
    reload(): Promise<Settings> {
        this.asked = undefined;
        return this.load();
    }

    private async ask(): Promise<Settings> {
        try {
            this.known = await this.client.settings();
            return this.known;
        } catch (error) {
            this.asked = undefined;
            throw error;
        }
    }
}
