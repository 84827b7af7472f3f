import {isExplained} from '../calls/client';
import type {Notice} from '../notice/notices';

/** What to tell of a failed request. */
export function failure(error: unknown): Notice {
    return isExplained(error) ? {kind: 'said', text: error.message} : {kind: 'unreachable'};
}
