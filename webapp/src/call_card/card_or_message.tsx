import React, {Component} from 'react';
import type {ReactNode} from 'react';

import type {Post} from '@mattermost/types/posts';

import {hostWindow} from '../host/window';

interface Props {
    post: Post;
    loading: boolean;

    /** Nothing where the post is to be read as it is. */
    children?: ReactNode;
}

/** What stands in the place of a post of ours: a card, or the post's plain message. */
export function CardOrMessage({post, loading, children}: Props) {
    if (loading) {
        return (
            <div
                className='whereby-card whereby-loading'
                aria-busy='true'
            />
        );
    }
    return children ? <>{children}</> : <PlainMessage post={post}/>;
}

function PlainMessage({post}: {post: Post}) {
    const utils = hostWindow().PostUtils;
    if (!utils) {
        return <p>{post.message}</p>;
    }
    return <div>{utils.messageHtmlToComponent(utils.formatText(post.message, {mentionHighlight: false}), {})}</div>;
}

/**
 * Shows the plain message in place of a card that fails. Mattermost draws post
 * types without an error boundary: an error that left here would take down the
 * whole list of posts.
 */
export class CardBoundary extends Component<{post: Post; children: ReactNode}, {failed: boolean}> {
    override state = {failed: false};

    static getDerivedStateFromError() {
        return {failed: true};
    }

    override render() {
        return this.state.failed ? <PlainMessage post={this.props.post}/> : this.props.children;
    }
}
