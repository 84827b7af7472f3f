import React, {useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import type {IntlShape} from 'react-intl';
import {useDispatch} from 'react-redux';

import {BusyButton} from './busy_button';
import {callsReceived} from '../calls/slice';
import type {Call} from '../calls/types';
import {NoButton} from '../notice/no_button';
import type {Notice} from '../notice/notices';
import {problem} from '../notice/problem';
import {useServices} from '../services';

interface Props {
    call: Call;
    onClose: () => void;
    onNotice: (notice?: Notice) => void;
}

/** The question before a call is ended. Whereby throws nobody out of a lasting room. */
export function endQuestion({formatMessage}: IntlShape, {lasting_room: lasting}: Call): string {
    return lasting ? formatMessage({id: 'whereby.end.question_room'}) : formatMessage({id: 'whereby.end.question'});
}

/** Asks before everyone is thrown out; stands in the place of the card's buttons. */
export function ConfirmEnd({call, onClose, onNotice}: Props) {
    const {client, loader} = useServices();
    const dispatch = useDispatch();
    const intl = useIntl();
    const [busy, setBusy] = useState(false);

    const end = async () => {
        setBusy(true);
        onNotice(undefined);
        try {
            dispatch(callsReceived([await client.end(call.id)]));
        } catch (error) {
            onNotice(problem(error));
            void loader.refresh(call.id);
        }
        onClose();
    };

    return (
        <div className='whereby-actions'>
            <span className='whereby-question'>
                {endQuestion(intl, call)}
            </span>
            <BusyButton
                className='whereby-button whereby-button-danger'
                busy={busy}
                onClick={() => {
                    void end();
                }}
            >
                <FormattedMessage id='whereby.end.confirm'/>
            </BusyButton>
            <NoButton onClick={onClose}/>
        </div>
    );
}
