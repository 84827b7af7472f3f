import React, {useId} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {duration} from '../call_card/length';

/** In minutes. */
const OFFERED = [5, 10, 15, 30, 60];

interface Props {

    /** In minutes; 0 for none, empty for the usual. */
    minutes: string;
    onChange: (minutes: string) => void;
}

/** How long before each call the channel is reminded. */
export function ReminderField({minutes, onChange}: Props) {
    const intl = useIntl();
    const id = useId();

    return (
        <div className='whereby-dialog-row'>
            <label
                className='whereby-dialog-label'
                htmlFor={id}
            >
                <FormattedMessage id='whereby.plan.reminder'/>
            </label>
            <select
                id={id}
                className='whereby-dialog-input whereby-plan-reminder'
                value={minutes}
                onChange={(event) => {
                    onChange(event.target.value);
                }}
            >
                <option value=''>{intl.formatMessage({id: 'whereby.plan.reminder_usual'})}</option>
                <option value='0'>{intl.formatMessage({id: 'whereby.plan.reminder_none'})}</option>
                {OFFERED.map((offered) => (
                    <option
                        key={offered}
                        value={offered}
                    >
                        {intl.formatMessage({id: 'whereby.plan.reminder_before'}, {length: duration(intl, offered * 60_000)})}
                    </option>
                ))}
            </select>
        </div>
    );
}
