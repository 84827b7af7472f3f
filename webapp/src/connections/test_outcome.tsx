import React from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {reasonText} from './texts';
import type {Kind, Outcome, TestResult} from './types';
import {Findings} from '../admin_console/findings';

/** What came of a test event: in words, and as it came. */
export function TestOutcome({kind, result}: {kind: Kind; result: TestResult}) {
    const intl = useIntl();
    const arrived = kind === 'ga4' ? <FormattedMessage id='whereby.connections.arrived_ga4'/> : <FormattedMessage id='whereby.connections.arrived'/>;
    return (
        <>
            <Findings
                findings={[result.ok ?
                    {level: 'ok', code: 'test', text: arrived} :
                    {level: 'problem', code: 'test', text: reasonText(intl, result.reason)},
                ]}
            />
            <RawAnswer outcome={result}/>
        </>
    );
}

/** The answer as it came, for those who want to know more. */
export function RawAnswer({outcome: {status, error}}: {outcome: Outcome}) {
    const parts = [status > 0 && `HTTP ${status}`, error].filter(Boolean);
    return parts.length > 0 && <div className='whereby-raw' dir='ltr'>{parts.join(' · ')}</div>;
}
