/** Texts by their ids. */
export type Messages = Record<string, string>;

/**
 * The English texts of i18n/en.json that the bundle's code asks for, in a chunk
 * without those that main.js has; build.mjs fills them in.
 */
declare const ENGLISH: Messages;

export const english = ENGLISH;
