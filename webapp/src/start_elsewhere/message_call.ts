import type {Store} from 'redux';

import type {Post} from '@mattermost/types/posts';
import type {GlobalState} from '@mattermost/types/store';

import {callAbout} from './open_thread';
import {obstacleToStart} from '../calls/rights';
import type {CallStarter} from '../calls/starter';
import {postById} from '../host/state';

/** What the item of a message's menu does, and for which messages there is one. */
export function createMessageCall(store: Store<GlobalState>, starter: CallStarter) {
    return {
        action: (postId: string): void => {
            const post = postById(store.getState(), postId);
            if (post) {
                void starter.start(callAbout(post));
            }
        },
        filter: (postId: string): boolean => {
            const post = postById(store.getState(), postId);
            return post !== undefined && isMessage(post) && !obstacleToStart(store.getState(), post.channel_id);
        },
    };
}

// Neither said by Mattermost, which includes what only this person sees, nor a
// post about a call.
function isMessage(post: Post): boolean {
    const kind: string = post.type;
    return !kind.startsWith('system_') && !kind.startsWith('custom_whereby_') && !post.delete_at && post.state !== 'DELETED';
}
