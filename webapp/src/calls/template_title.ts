import type {Template} from './types';

/** What fills in the placeholders of a template's title. */
export type Filling = Record<'topic' | 'channel' | 'name' | 'date', string>;

/** A template's title with its placeholders filled in, as the server does it. */
export function filled(title: string, filling: Partial<Filling> = {}): string {
    return title.
        replace(/\{(topic|channel|name|date)\}/g, (_, name: keyof Filling) => filling[name] ?? '').
        replace(/\s+/g, ' ').
        replace(/^[ \-–—:·]+|[ \-–—:·]+$/g, '');
}

/** What a template is called in lists. */
export const labelOf = ({name, title}: Template): string => filled(title) || name;
