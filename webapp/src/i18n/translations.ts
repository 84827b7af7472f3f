import {english} from './english';
import type {Messages} from './english';
import {catalogueFor} from './locales';
import {builtFileUrl, translationFiles} from '../chunks/files';

/** Mattermost's texts by locale, with those of plugins among them. */
export type HostTexts = Record<string, Messages | undefined> | undefined;

/** The texts of the plugin: English at once, other languages when a reader first wants them. */
export class Translations {
    private readonly loaded = new Map<string, Messages>();
    private locale = '';
    private checked: HostTexts;
    private stopped = false;

    /** @param onChange is told whenever other texts than before are to be shown. */
    constructor(private readonly onChange: (messages: Messages) => void) {}

    /** The texts for a locale of Mattermost; English until those of the locale are there, or where there are none. */
    readonly messagesFor = (locale: string): Messages => {
        if (locale !== this.locale) {
            this.locale = locale;
            void this.change(locale);
        }
        return this.known(locale) ?? english;
    };

    /** Tries again to load what could not be loaded. */
    retry(): void {
        if (this.locale && !this.known(this.locale)) {
            void this.change(this.locale);
        }
    }

    /**
     * Tells of the texts once more where Mattermost shows others. It takes none in before it has
     * its own of the locale, and then brings those that it was given when it began to fetch.
     */
    check(texts: HostTexts): void {
        if (texts === this.checked) {
            return;
        }
        this.checked = texts;
        const theirs = texts?.[this.locale];
        const ours = this.known(this.locale);
        if (theirs && ours && Object.entries(ours).some(([id, text]) => theirs[id] !== text)) {
            this.tell(ours);
        }
    }

    /** Nothing is told of any more. */
    stop(): void {
        this.stopped = true;
    }

    private known(locale: string): Messages | undefined {
        const name = catalogueFor(locale, Object.keys(translationFiles));
        return name ? this.loaded.get(name) : english;
    }

    private async change(locale: string): Promise<void> {
        const name = catalogueFor(locale, Object.keys(translationFiles));
        if (name && !this.loaded.has(name)) {
            try {
                this.loaded.set(name, await load(translationFiles[name] ?? ''));
            } catch {
                // English does until the next try.
            }
        }
        if (locale === this.locale) {
            this.tell(this.known(locale) ?? english);
        }
    }

    private tell(messages: Messages): void {
        if (!this.stopped) {
            this.onChange(messages);
        }
    }
}

async function load(file: string): Promise<Messages> {
    const response = await fetch(builtFileUrl(file));
    if (!response.ok) {
        throw new Error(`translation answered with ${response.status}`);
    }
    const messages = await response.json() as Messages;

    // English where a text is missing, as while a plugin is being upgraded.
    return {...english, ...messages};
}
