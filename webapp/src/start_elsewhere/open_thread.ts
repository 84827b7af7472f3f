import type {Post} from '@mattermost/types/posts';
import type {GlobalState} from '@mattermost/types/store';

import {topicOf} from './topic_of';
import type {StartRequest} from '../calls/types';
import {postById} from '../host/state';

/** The post whose thread is open in the list of threads; Mattermost tells in its address alone which one that is. */
export function openThread(state: GlobalState): Post | undefined {
    const [, postId] = /\/threads\/([a-z0-9]{26})\/?$/.exec(window.location.pathname) ?? [];
    return postId ? postById(state, postId) : undefined;
}

/** A call about a message: in its thread, called as it reads. */
export function callAbout(post: Post): StartRequest {
    return {channel_id: post.channel_id, root_id: post.root_id || post.id, ...(post.root_id && {post_id: post.id}), topic: topicOf(post.message)};
}
