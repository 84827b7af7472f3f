import {getTheme} from 'mattermost-redux/selectors/entities/preferences';
import React, {useEffect, useMemo, useRef, useState} from 'react';
import {FormattedTime} from 'react-intl';
import {useSelector} from 'react-redux';

import type {Post} from '@mattermost/types/posts';
import type {GlobalState} from '@mattermost/types/store';

import {Attachments} from './attachments';
import {Composer} from './composer';
import {openThread} from './data';
import {Markdown} from './markdown';
import {useSlots} from './plugins';
import {ProfilePopover} from './profile_popover';
import {basename} from './router';

function usePosts(wanted: (post: Post) => boolean, deps: unknown[]): Post[] {
    const posts = useSelector((state: GlobalState) => state.entities.posts.posts);
    return useMemo(() => Object.values(posts).
        filter((post) => !post.delete_at && post.state !== 'DELETED' && wanted(post)).
        sort((a, b) => a.create_at - b.create_at), [posts, ...deps]);
}

/** The channel's posts outside threads. */
export function PostList({channelId, onThread}: {channelId: string; onThread: (rootId: string) => void}) {
    const posts = usePosts((post) => post.channel_id === channelId && !post.root_id, [channelId]);
    return (
        <div
            id='postListContent'
            className='post-list'
        >
            <ScrollToEnd of={`${channelId} ${posts.length}`}/>
            {posts.map((post) => (
                <PostView
                    key={post.id}
                    post={post}
                    onThread={onThread}
                />
            ))}
            <div className='post-list-end'/>
        </div>
    );
}

function ScrollToEnd({of}: {of: string}) {
    const here = useRef<HTMLSpanElement>(null);
    useEffect(() => {
        const list = here.current?.parentElement;
        list?.scrollTo(0, list.scrollHeight);
    }, [of]);
    return <span ref={here}/>;
}

/** A thread in the right-hand sidebar. */
export function Thread({rootId, channelId, onClose}: {rootId: string; channelId: string; onClose: () => void}) {
    return (
        <aside
            id='rhsContainer'
            className='rhs'
        >
            <header className='rhs-header'>
                <h2>{'Thread'}</h2>
                <button
                    aria-label='Close'
                    onClick={onClose}
                >
                    {'✕'}
                </button>
            </header>
            <ThreadPosts
                rootId={rootId}
                channelId={channelId}
            />
        </aside>
    );
}

/** A thread in place of a channel. */
export function ThreadsView({rootId}: {rootId: string}) {
    const root = useSelector((state: GlobalState) => state.entities.posts.posts[rootId]);
    return (
        <div
            id='thread-pane-container'
            className='ThreadPane'
        >
            <header className='rhs-header'>
                <h2>{'Thread'}</h2>
            </header>
            <ThreadPosts
                rootId={rootId}
                channelId={root?.channel_id ?? ''}
            />
        </div>
    );
}

function ThreadPosts({rootId, channelId}: {rootId: string; channelId: string}) {
    const posts = usePosts((post) => post.id === rootId || post.root_id === rootId, [rootId]);
    useEffect(() => {
        void openThread(rootId);
    }, [rootId]);

    return (
        <>
            <div className='post-list'>
                {posts.map((post) => (
                    <PostView
                        key={post.id}
                        post={post}
                        isRHS={true}
                    />
                ))}
            </div>
            <Composer
                id='reply_textbox'
                channelId={channelId}
                rootId={rootId}
                placeholder='Reply to this thread'
            />
        </>
    );
}

interface PostProps {
    post: Post;
    isRHS?: boolean;
    onThread?: (rootId: string) => void;
}

function PostView({post, isRHS = false, onThread}: PostProps) {
    const author = useSelector((state: GlobalState) => state.entities.users.profiles[post.user_id]);
    const replies = usePosts((other) => other.root_id === post.id && other.type !== 'system_ephemeral', [post.id]).length;
    const military = useSelector((state: GlobalState) => state.entities.preferences.myPreferences['display_settings--use_military_time']?.value === 'true');
    const ephemeral = post.type === 'system_ephemeral';
    const system = !ephemeral && post.type.startsWith('system_');

    return (
        <div
            id={isRHS ? `rhsPost_${post.id}` : `post_${post.id}`}
            className={`post${system ? ' post--system' : ''}${ephemeral ? ' post--ephemeral' : ''}`}
        >
            {author && !system ? (
                <img
                    className='post-avatar'
                    alt=''
                    src={`${basename}/api/v4/users/${author.id}/image?_=${author.last_picture_update ?? 0}`}
                />
            ) : <span className='post-avatar'/>}
            <div className='post-content'>
                <div className='post-head'>
                    {system || !author ? <strong className='post-author'>{'System'}</strong> : <ProfilePopover user={author}/>}
                    {author?.is_bot && <span className='bot-tag'>{'BOT'}</span>}
                    <time className='post-time'>
                        <FormattedTime
                            value={post.create_at}
                            hour='numeric'
                            minute='2-digit'
                            hourCycle={military ? 'h23' : 'h12'}
                        />
                    </time>
                    {ephemeral && <em className='post-visibility'>{'(Only visible to you)'}</em>}
                </div>
                <PostBody
                    post={post}
                    isRHS={isRHS}
                />
                {onThread && !system && !ephemeral && (
                    <button
                        id={`CENTER_commentIcon_${post.id}`}
                        className={`post-reply${replies ? ' has-replies' : ''}`}
                        onClick={() => onThread(post.id)}
                    >
                        {replies ? `${replies} ${replies === 1 ? 'reply' : 'replies'}` : 'Reply'}
                    </button>
                )}
            </div>
            {!system && !ephemeral &&
                <PostMenu
                    post={post}
                    isRHS={isRHS}
                />
            }
        </div>
    );
}

// A plugin's component stands in for message and attachments when the post's own
// type asks for it, and for the message alone when only its props do.
function PostBody({post, isRHS}: {post: Post; isRHS: boolean}) {
    const {postTypes} = useSlots();
    const theme = useSelector(getTheme);
    const type = typeof post.props.type === 'string' ? post.props.type : post.type;
    const Component = postTypes.find(({it}) => it.type === type)?.it.component;
    return (
        <div className='post__body'>
            <div className='post-message__text'>
                {Component ? (
                    <Component
                        post={post}
                        compactDisplay={false}
                        isRHS={isRHS}
                        theme={theme}
                    />
                ) : <Markdown text={post.message}/>}
                {post.edit_at > 0 && !Component && <span className='post-edited'>{'Edited'}</span>}
            </div>
            {!(Component && type === post.type) && <Attachments post={post}/>}
        </div>
    );
}

function PostMenu({post, isRHS}: {post: Post; isRHS: boolean}) {
    const {postMenu} = useSlots();
    const [open, setOpen] = useState(false);
    const items = postMenu.filter(({it}) => it.filter(post.id));
    if (items.length === 0) {
        return null;
    }
    return (
        <div className='post-menu'>
            <button
                id={`${isRHS ? 'RHS_ROOT' : 'CENTER'}_button_${post.id}`}
                aria-label='More'
                onClick={() => setOpen(!open)}
            >
                {'⋯'}
            </button>
            {open &&
                <ul
                    className='Menu'
                    onClick={() => setOpen(false)}
                >
                    {items.map(({id, it}) => (
                        <li
                            key={id}
                            className='MenuItem'
                            onClick={() => it.action(post.id)}
                        >
                            {it.text}
                        </li>
                    ))}
                </ul>
            }
        </div>
    );
}
