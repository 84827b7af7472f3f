import {useEffect} from 'react';
import {useSelector} from 'react-redux';

import type {Post} from '@mattermost/types/posts';

import {callsSlice} from '../calls/slice';
import type {Call} from '../calls/types';
import {useServices} from '../services';

/** `none` stands for a post that is not a call's own, or whose call this person cannot see. */
export type CallOfPost = {status: 'loading'} | {status: 'none'} | {status: 'found'; call: Call};

/**
 * The call that a post shows. Anybody can write a post with any type and props,
 * so only a call that names this very post as its own counts.
 */
export function useCallOfPost(post: Post): CallOfPost {
    const {loader} = useServices();
    const claimed: unknown = post.props.call_id;
    const callId = typeof claimed === 'string' ? claimed : '';
    const call = useSelector((state) => callsSlice(state).calls[callId]);
    const hidden = useSelector((state) => callsSlice(state).hidden[callId]);
    const unsettled = callId !== '' && !hidden && !call?.post_id;

    useEffect(() => {
        if (unsettled) {
            void loader.call(callId, post.channel_id);
        }
    }, [loader, callId, post.channel_id, unsettled]);

    if (unsettled) {
        return {status: 'loading'};
    }
    return call && call.post_id === post.id ? {status: 'found', call} : {status: 'none'};
}
