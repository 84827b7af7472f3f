import type {Post} from '@mattermost/types/posts';
import type {GlobalState} from '@mattermost/types/store';

import {postById} from '../host/state';

/** The post whose thread is open in the list of threads; Mattermost tells in its address alone which one that is. */
export function openThread(state: GlobalState): Post | undefined {
    const [, postId] = /\/threads\/([a-z0-9]{26})\/?$/.exec(window.location.pathname) ?? [];
    return postId ? postById(state, postId) : undefined;
}

/** The thread of a post, as a place for a call. */
export function threadOf(post: Post): {channel_id: string; root_id: string} {
    return {channel_id: post.channel_id, root_id: post.root_id || post.id};
}
