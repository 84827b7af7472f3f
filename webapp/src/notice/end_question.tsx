import React, {useEffect, useId} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import {QuestionBox} from './question_box';
import {ConfirmEnd, endQuestion} from '../call_card/confirm_end';
import {canEnd} from '../calls/rights';
import {callsSlice} from '../calls/slice';
import {useServices} from '../services';

/** Asks whether to end a call, for those who did not start at its card. */
export function EndQuestion({callId}: {callId: string}) {
    const {notices} = useServices();
    const intl = useIntl();
    const call = useSelector((state) => callsSlice(state).calls[callId]);
    const endable = useSelector((state: GlobalState) => call !== undefined && canEnd(state, call));
    const topicId = useId();

    // What the answer led to may be on show by then.
    const close = () => {
        if (notices.current()?.kind === 'end_call') {
            notices.dismiss();
        }
    };
    useEffect(() => {
        if (!endable) {
            close();
        }
    });

    if (!call) {
        return null;
    }
    return (
        <QuestionBox
            className='whereby-end-question'
            label={endQuestion(intl, call)}
            describedBy={topicId}
            onCancel={close}
        >
            <strong
                id={topicId}
                dir='auto'
            >
                {call.topic || <FormattedMessage id='whereby.card.no_topic'/>}
            </strong>
            <ConfirmEnd
                call={call}
                onClose={close}
                onNotice={(notice) => {
                    if (notice) {
                        notices.show(notice);
                    }
                }}
            />
        </QuestionBox>
    );
}
