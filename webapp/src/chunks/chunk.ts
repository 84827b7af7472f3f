import {builtFileUrl, chunkFiles} from './files';
import {importModule} from './import_module';

/** A part of the plugin could not be loaded: offline, or the plugin was upgraded in between. */
export class ChunkError extends Error {
    constructor(name: string) {
        super(`chunk ${name} could not be loaded`);
        this.name = 'ChunkError';
    }
}

/**
 * Makes what loads the default export of a src/<name>/chunk.tsx, once, when first
 * used. It rejects with a ChunkError, and tries again at the next use. Chunks
 * have copies of the modules they import: they share no state with main.js, nor
 * React contexts that are not Mattermost's.
 */
export function chunk<T>(name: string): () => Promise<T> {
    let loading: Promise<T> | undefined;
    let failures = 0;

    const load = async () => {
        const url = builtFileUrl(chunkFiles[name] ?? '');
        try {
            // Chromium remembers the failure of an address as long as the page lives.
            return (await importModule(failures ? `${url}?${failures}` : url) as {default: T}).default;
        } catch {
            failures++;
            loading = undefined;
            throw new ChunkError(name);
        }
    };
    return () => (loading ??= load());
}
