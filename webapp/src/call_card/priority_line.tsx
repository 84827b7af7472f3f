import React from 'react';
import {FormattedMessage} from 'react-intl';

import type {CallOptions} from '../calls/types';
import {AlertIcon} from '../icons/icons';

/** Why the call has a priority that nobody asked for. */
export function PriorityLine({options}: {options: CallOptions}) {
    if (!options.priority || !options.judged_by) {
        return null;
    }
    return (
        <p className={`whereby-line whereby-priority whereby-priority-${options.priority}`}>
            <AlertIcon/>
            <span dir='auto'>
                <Text options={options}/>
            </span>
        </p>
    );
}

function Text({options: {priority, judged_by, judged_word, judged_reason}}: {options: CallOptions}) {
    const urgent = priority === 'urgent';
    if (judged_by === 'keywords') {
        const values = {word: judged_word};
        return urgent ? (
            <FormattedMessage
                id='whereby.priority.urgent_word'
                values={values}
            />
        ) : (
            <FormattedMessage
                id='whereby.priority.important_word'
                values={values}
            />
        );
    }
    if (!judged_reason) {
        return urgent ? <FormattedMessage id='whereby.priority.urgent_unsaid'/> : <FormattedMessage id='whereby.priority.important_unsaid'/>;
    }
    const values = {reason: judged_reason};
    return urgent ? (
        <FormattedMessage
            id='whereby.priority.urgent_agents'
            values={values}
        />
    ) : (
        <FormattedMessage
            id='whereby.priority.important_agents'
            values={values}
        />
    );
}
