import de from '../../i18n/de.json';
import en from '../../i18n/en.json';

const catalogues: Record<string, Record<string, string>> = {de, en};

/** The messages for a locale of Mattermost, English where there is no translation. */
export function messagesFor(locale: string): Record<string, string> {
    return catalogues[locale] ?? catalogues[locale.split('-')[0] ?? ''] ?? en;
}
