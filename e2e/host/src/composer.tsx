import React, {useState} from 'react';
import type {KeyboardEvent} from 'react';

import {send} from './data';

interface Props {
    id: string;
    channelId: string;
    rootId?: string;
    placeholder: string;
}

/** The message box. Enter sends. */
export function Composer({id, channelId, rootId = '', placeholder}: Props) {
    const [text, setText] = useState('');

    const submit = (event: KeyboardEvent) => {
        if (event.key !== 'Enter' || event.shiftKey || !text.trim()) {
            return;
        }
        event.preventDefault();
        setText('');
        void send(text, channelId, rootId);
    };

    return (
        <div
            id={rootId ? undefined : 'post-create'}
            className='composer'
        >
            <div className='AdvancedTextEditor__body'>
                <textarea
                    id={id}
                    rows={2}
                    value={text}
                    placeholder={placeholder}
                    onChange={(event) => setText(event.target.value)}
                    onKeyDown={submit}
                />
            </div>
        </div>
    );
}
