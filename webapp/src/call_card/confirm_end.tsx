import React, {useEffect, useRef, useState} from 'react';
import {FormattedMessage} from 'react-intl';
import {useDispatch} from 'react-redux';

import {BusyButton} from './busy_button';
import {callsReceived} from '../calls/slice';
import type {Notice} from '../notice/notices';
import {problem} from '../notice/problem';
import {useServices} from '../services';

interface Props {
    callId: string;
    onClose: () => void;
    onNotice: (notice?: Notice) => void;
}

/** Asks before everyone is thrown out; stands in the place of the card's buttons. */
export function ConfirmEnd({callId, onClose, onNotice}: Props) {
    const {client, loader} = useServices();
    const dispatch = useDispatch();
    const [busy, setBusy] = useState(false);
    const cancel = useRef<HTMLButtonElement>(null);

    useEffect(() => {
        cancel.current?.focus();
    }, []);

    const end = async () => {
        setBusy(true);
        onNotice(undefined);
        try {
            dispatch(callsReceived([await client.end(callId)]));
        } catch (error) {
            onNotice(problem(error));
            void loader.refresh(callId);
        }
        onClose();
    };

    return (
        <div className='whereby-actions'>
            <span className='whereby-question'>
                <FormattedMessage id='whereby.end.question'/>
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
            <button
                type='button'
                ref={cancel}
                className='whereby-button whereby-button-quiet'
                onClick={onClose}
            >
                <FormattedMessage id='whereby.end.cancel'/>
            </button>
        </div>
    );
}
