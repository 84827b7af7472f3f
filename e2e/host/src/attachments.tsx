import {Client4} from 'mattermost-redux/client';
import React from 'react';

import type {Post} from '@mattermost/types/posts';

import {Markdown} from './markdown';

interface Attachment {
    color?: string;
    pretext?: string;
    title?: string;
    title_link?: string;
    text?: string;
    actions?: Array<{id: string; name: string; cookie?: string; style?: string}>;
}

/** A post's message attachments, as far as buttons. */
export function Attachments({post}: {post: Post}) {
    const attachments = post.props.attachments as Attachment[] | undefined;
    return (
        <>
            {attachments?.map((attachment, index) => (
                <div
                    key={index}
                    className='attachment'
                    style={{borderLeftColor: attachment.color}}
                >
                    {attachment.pretext && <Markdown text={attachment.pretext}/>}
                    {attachment.title && <h3>{attachment.title_link ? <a href={attachment.title_link}>{attachment.title}</a> : attachment.title}</h3>}
                    {attachment.text && <Markdown text={attachment.text}/>}
                    {attachment.actions?.map((action) => (
                        <button
                            key={action.id}
                            className='attachment-button'
                            data-action-id={action.id}
                            onClick={() => void Client4.doPostActionWithCookie(post.id, action.id, action.cookie ?? '')}
                        >
                            {action.name}
                        </button>
                    ))}
                </div>
            ))}
        </>
    );
}
