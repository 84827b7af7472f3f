import React from 'react';

import {CallCard} from './call_card';
import {CardBoundary, CardOrMessage} from './card_or_message';
import {useCallOfPost} from './use_call_of_post';
import type {PostTypeProps} from '../host/registry';

/** A post of our type: its call's card, or the plain message where there is no such call to show. */
export function CallPost({post}: PostTypeProps) {
    return <CardBoundary post={post}><Card post={post}/></CardBoundary>;
}

function Card({post}: PostTypeProps) {
    const found = useCallOfPost(post);
    return (
        <CardOrMessage
            post={post}
            loading={found.status === 'loading'}
        >
            {found.status === 'found' &&
                <CallCard
                    call={found.call}
                    post={post}
                />
            }
        </CardOrMessage>
    );
}
