import React, {Component} from 'react';
import type {ReactNode} from 'react';

import type {Post} from '@mattermost/types/posts';

import {CallCard} from './call_card';
import {useCallOfPost} from './use_call_of_post';
import type {PostTypeProps} from '../host/registry';
import {hostWindow} from '../host/window';

/** A post of our type: its call's card, or the plain message where there is no such call to show. */
export function CallPost({post}: PostTypeProps) {
    return (
        <ErrorBoundary fallback={<PlainMessage post={post}/>}>
            <CardOrMessage post={post}/>
        </ErrorBoundary>
    );
}

function CardOrMessage({post}: PostTypeProps) {
    const found = useCallOfPost(post);
    switch (found.status) {
    case 'loading':
        return (
            <div
                className='whereby-card whereby-loading'
                aria-busy='true'
            />
        );
    case 'found':
        return (
            <CallCard
                call={found.call}
                post={post}
            />
        );
    case 'none':
        return <PlainMessage post={post}/>;
    }
}

function PlainMessage({post}: {post: Post}) {
    const utils = hostWindow().PostUtils;
    if (!utils) {
        return <p>{post.message}</p>;
    }
    return <div>{utils.messageHtmlToComponent(utils.formatText(post.message, {mentionHighlight: false}), {})}</div>;
}

// Mattermost draws post types without an error boundary: an error that left
// here would take down the whole list of posts.
class ErrorBoundary extends Component<{children: ReactNode; fallback: ReactNode}, {failed: boolean}> {
    override state = {failed: false};

    static getDerivedStateFromError() {
        return {failed: true};
    }

    override render() {
        return this.state.failed ? this.props.fallback : this.props.children;
    }
}
