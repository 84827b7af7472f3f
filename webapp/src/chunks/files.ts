import {hostWindow} from '../host/window';

/** Names of the built chunks by the folder of their source; build.mjs fills them in. */
declare const CHUNK_FILES: Record<string, string>;

/** Names of the built translations by their locale; build.mjs fills them in. */
declare const TRANSLATION_FILES: Record<string, string>;

export const chunkFiles = CHUNK_FILES;
export const translationFiles = TRANSLATION_FILES;

/** Where Mattermost serves a file that was built beside main.js. */
export function builtFileUrl(file: string): string {
    return `${hostWindow().basename ?? ''}/static/plugins/whereby/${file}`;
}
