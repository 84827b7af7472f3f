import React from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {isRunning} from '../calls/types';
import type {Call} from '../calls/types';
import {RecordIcon} from '../icons/icons';

/** What whoever joins the call agrees to: what starts by itself and goes beyond those who are in it. */
export function Consent({call}: {call: Call}) {
    const {formatList, formatMessage} = useIntl();
    const {record, transcribe, stream} = call.options;
    const done = [
        record && formatMessage({id: 'whereby.consent.recorded'}),
        transcribe && formatMessage({id: 'whereby.consent.transcribed'}),
        stream && formatMessage({id: 'whereby.consent.streamed'}),
    ].filter((word) => typeof word === 'string');

    if (!isRunning(call) || done.length === 0) {
        return null;
    }
    return (
        <p className='whereby-line whereby-consent'>
            <RecordIcon/>
            <span>
                <FormattedMessage
                    id='whereby.consent.text'
                    values={{done: formatList(done)}}
                />
            </span>
        </p>
    );
}
