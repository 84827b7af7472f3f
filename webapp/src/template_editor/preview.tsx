import React, {useId} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import {topicOf} from './template';
import type {Template} from './template';
import {currentUserId, userName} from '../host/state';

/** What one types to start a call of the template, and what its topic becomes. */
export function Preview({template: {name, title, command}}: {template: Template}) {
    const {formatMessage, formatDate} = useIntl();
    const person = useSelector((state: GlobalState) => userName(state, currentUserId(state))) ?? '';
    const example = formatMessage({id: 'whereby.admin.template.example_topic'});
    const id = useId();

    // A pattern without the topic shows where none is given.
    const topic = title === '' || title.includes('{topic}') ? example : '';
    const values = {
        topic,
        channel: formatMessage({id: 'whereby.admin.template.example_channel'}),
        name: person,
        date: formatDate(Date.now(), {dateStyle: 'medium'}),
    };
    const typed = [`/whereby ${name || '…'} ${topic}`, command && `/whereby-${name || '…'} ${topic}`].filter((line) => line !== undefined && line !== false);
    return (
        <div
            role='group'
            aria-labelledby={`${id}title`}
            className='whereby-preview'
        >
            <div
                id={`${id}title`}
                className='whereby-field-title'
            >
                <FormattedMessage id='whereby.admin.preview'/>
            </div>
            <dl>
                <dt><FormattedMessage id='whereby.admin.template.typed'/></dt>
                <dd>
                    {typed.map((line) => <code key={line}>{line.trim()}</code>)}
                </dd>
                <dt><FormattedMessage id='whereby.admin.template.topic'/></dt>
                <dd dir='auto'>{topicOf(title, values)}</dd>
            </dl>
        </div>
    );
}
