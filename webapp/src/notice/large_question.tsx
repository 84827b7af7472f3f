import React from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import {NoButton} from './no_button';
import {QuestionBox} from './question_box';
import {channelById} from '../host/state';

interface Props {
    channelId: string;
    members: number;
    onStart: () => void;
    onCancel: () => void;
}

/** Asks before a call is posted to many people. */
export function LargeQuestion({channelId, members, onStart, onCancel}: Props) {
    const {formatMessage} = useIntl();
    const name = useSelector((state: GlobalState) => channelById(state, channelId)?.display_name);
    const channel = name || formatMessage({id: 'whereby.large.this_channel'});
    const question = formatMessage({id: 'whereby.large.question'}, {members, channel});

    return (
        <QuestionBox
            className='whereby-large-question'
            label={question}
            onCancel={onCancel}
        >
            <span dir='auto'>{question}</span>
            <div className='whereby-actions'>
                <button
                    type='button'
                    className='whereby-button whereby-button-primary'
                    onClick={onStart}
                >
                    <FormattedMessage id='whereby.large.confirm'/>
                </button>
                <NoButton onClick={onCancel}/>
            </div>
        </QuestionBox>
    );
}
