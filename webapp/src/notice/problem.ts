import type {Notice} from './notices';
import {isExplained} from '../calls/client';
import {ChunkError} from '../chunks/chunk';
import {UnsafeLinkError} from '../join/open_call';

/** What to tell a person of a failed request. */
export function problem(error: unknown): Notice {
    if (isExplained(error)) {
        return {kind: 'said', text: error.message};
    }
    if (error instanceof ChunkError) {
        return {kind: 'not_loaded'};
    }
    return {kind: error instanceof UnsafeLinkError ? 'unsafe_link' : 'unreachable'};
}
