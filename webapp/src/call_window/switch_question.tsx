import React from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {useCallName} from './use_call_name';
import {NoButton} from '../notice/no_button';

interface Props {
    from: string;
    to: string;
    onSwitch: () => void;
    onStay: () => void;
}

/** Asks before one call is left for another. */
export function SwitchQuestion({from, to, onSwitch, onStay}: Props) {
    const {formatMessage} = useIntl();
    const here = useCallName(from);
    const there = useCallName(to);

    return (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- only hears keys of the buttons in it
        <div
            className='whereby-window-switch'
            role='alertdialog'
            aria-label={formatMessage({id: 'whereby.window.switch'}, {here, there})}
            onKeyDown={(event) => {
                if (event.key === 'Escape') {
                    event.stopPropagation();
                    onStay();
                }
            }}
        >
            <p>
                <FormattedMessage
                    id='whereby.window.switch'
                    values={{here: <bdi>{here}</bdi>, there: <bdi>{there}</bdi>}}
                />
            </p>
            <div className='whereby-actions'>
                <button
                    type='button'
                    className='whereby-button whereby-button-primary'
                    onClick={onSwitch}
                >
                    <FormattedMessage id='whereby.window.switch.confirm'/>
                </button>
                <NoButton
                    key={to}
                    onClick={onStay}
                >
                    <FormattedMessage id='whereby.window.switch.stay'/>
                </NoButton>
            </div>
        </div>
    );
}
