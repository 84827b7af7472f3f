import React, {useId, useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import type {IntlShape} from 'react-intl';
import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import {CallDetails} from './call_details';
import type {PastActions} from './call_details';
import {duration} from '../call_card/length';
import type {Call} from '../calls/types';
import {userName} from '../host/state';
import {useTimeFormat} from '../host/use_time_format';
import {ArrowIcon, RecordIcon} from '../icons/icons';

/** A call that is over, in two lines; a press shows the rest. */
export function CallRow({call, actions}: {call: Call; actions: PastActions}) {
    const intl = useIntl();
    const time = useTimeFormat();
    const known = useSelector((state: GlobalState) => userName(state, call.host_user_id));
    const starter = known ?? call.attendance?.find(({user_id: userId}) => userId === call.host_user_id)?.name;
    const [open, setOpen] = useState(false);
    const id = useId();

    return (
        <li className='whereby-past'>
            <button
                type='button'
                className='whereby-past-head'
                aria-expanded={open}
                aria-controls={open ? id : undefined}
                onClick={() => {
                    setOpen(!open);
                }}
            >
                <span className='whereby-past-text'>
                    <span
                        className='whereby-past-topic'
                        dir='auto'
                    >
                        {call.topic || <FormattedMessage id='whereby.card.no_topic'/>}
                    </span>
                    <span className='whereby-past-line'>
                        <time dateTime={new Date(call.created_at).toISOString()}>{intl.formatTime(call.created_at, time)}</time>
                        {starter && <>{' · '}<bdi>{starter}</bdi></>}
                        {outcome(intl, call).map((part) => ` · ${part}`)}
                    </span>
                </span>
                {call.state === 'failed' ? (
                    <span className='whereby-past-mark whereby-past-failed'><FormattedMessage id='whereby.history.failed'/></span>
                ) : !call.started_at && <span className='whereby-past-mark'><FormattedMessage id='whereby.history.missed'/></span>}
                {isRecorded(call) &&
                    <span className='whereby-past-recorded'>
                        <RecordIcon/>
                        <span className='whereby-hidden'><FormattedMessage id='whereby.history.recorded'/></span>
                    </span>
                }
                <ArrowIcon/>
            </button>
            {open &&
                <div id={id}>
                    <CallDetails
                        call={call}
                        actions={actions}
                    />
                </div>
            }
        </li>
    );
}

function outcome(intl: IntlShape, call: Call): string[] {
    const parts = [];
    if (call.started_at) {
        parts.push(duration(intl, call.ended_at - call.started_at));
    }
    if (call.people) {
        parts.push(intl.formatMessage({id: 'whereby.status.people'}, {count: call.people}));
    }
    return parts;
}

function isRecorded({bots, files}: Call): boolean {
    return Boolean(files?.some(({kind}) => kind === 'recording') || bots?.some(({role}) => role === 'recorder'));
}
