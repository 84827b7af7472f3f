import React, {useEffect, useId, useRef} from 'react';
import {FormattedMessage} from 'react-intl';

import {useCallName} from './use_call_name';

interface Props {
    from: string;
    to: string;
    onSwitch: () => void;
    onStay: () => void;
}

/** Asks before one call is left for another. */
export function SwitchQuestion({from, to, onSwitch, onStay}: Props) {
    const textId = useId();
    const stay = useRef<HTMLButtonElement>(null);
    const names = {here: <bdi>{useCallName(from)}</bdi>, there: <bdi>{useCallName(to)}</bdi>};

    useEffect(() => {
        stay.current?.focus();
    }, [to]);

    return (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- only hears keys of the buttons in it
        <div
            className='whereby-window-switch'
            role='alertdialog'
            aria-labelledby={textId}
            onKeyDown={(event) => {
                if (event.key === 'Escape') {
                    event.stopPropagation();
                    onStay();
                }
            }}
        >
            <p id={textId}>
                <FormattedMessage
                    id='whereby.window.switch'
                    values={names}
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
                <button
                    type='button'
                    ref={stay}
                    className='whereby-button whereby-button-quiet'
                    onClick={onStay}
                >
                    <FormattedMessage id='whereby.window.switch.stay'/>
                </button>
            </div>
        </div>
    );
}
