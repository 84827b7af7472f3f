import React from 'react';
import {FormattedMessage} from 'react-intl';

import {BusyButton} from '../call_card/busy_button';
import {NoButton} from '../notice/no_button';

interface Props {
    series: boolean;
    busy: boolean;
    onCancel: () => void;
    onKeep: () => void;
}

/** Asks before planned calls are cancelled; stands among the buttons of a row or a card. */
export function ConfirmCancel({series, busy, onCancel, onKeep}: Props) {
    return (
        <>
            <span className='whereby-question'>
                {series ? <FormattedMessage id='whereby.plans.cancel_series'/> : <FormattedMessage id='whereby.plans.cancel_one'/>}
            </span>
            <BusyButton
                busy={busy}
                className='whereby-button whereby-button-danger whereby-plans-confirm'
                onClick={onCancel}
            >
                {series ? <FormattedMessage id='whereby.plans.confirm_series'/> : <FormattedMessage id='whereby.plans.confirm_one'/>}
            </BusyButton>
            <NoButton onClick={onKeep}>
                <FormattedMessage id='whereby.plans.keep'/>
            </NoButton>
        </>
    );
}
