import React, {useState} from 'react';
import {FormattedMessage} from 'react-intl';

import {BusyButton} from './busy_button';
import type {Call} from '../calls/types';
import {useSettings} from '../calls/use_settings';
import type {Notice} from '../notice/notices';
import {problem} from '../notice/problem';
import {useServices} from '../services';

interface Props {
    call: Call;
    onNotice: (notice?: Notice) => void;
}

/** Has the call's transcript summed up, where there is one and an agent for it. */
export function Summarise(props: Props) {
    const hasTranscript = props.call.files?.some(({kind}) => kind === 'transcript');
    return hasTranscript ? <SummariseButton {...props}/> : null;
}

function SummariseButton({call, onNotice}: Props) {
    const {client} = useServices();
    const settings = useSettings();
    const [busy, setBusy] = useState(false);
    const [begun, setBegun] = useState(false);
    if (!settings?.may_summarise || begun) {
        return null;
    }

    const press = async () => {
        setBusy(true);
        onNotice(undefined);
        try {
            await client.summarise(call.id);
            setBegun(true);
            onNotice({kind: 'summarising'});
        } catch (error) {
            onNotice(problem(error));
        }
        setBusy(false);
    };
    return (
        <BusyButton
            className='whereby-button whereby-button-quiet'
            busy={busy}
            onClick={() => {
                void press();
            }}
        >
            <FormattedMessage id='whereby.card.summarise'/>
        </BusyButton>
    );
}
