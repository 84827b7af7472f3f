import React, {useState} from 'react';
import {FormattedMessage} from 'react-intl';
import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import {BusyButton} from './busy_button';
import type {Call} from '../calls/types';
import {useSettings} from '../calls/use_settings';
import {postById} from '../host/state';
import type {Notice} from '../notice/notices';
import {problem} from '../notice/problem';
import {useServices} from '../services';

interface Props {
    call: Call;
    onNotice: (notice?: Notice) => void;
}

/** Whether a summary is among the answers in the call's thread that this client has. */
function isSummarised(state: GlobalState, call: Call): boolean {
    const {postsInThread} = state.entities.posts as {postsInThread?: Record<string, string[] | undefined>};
    return (postsInThread?.[call.root_id || call.post_id] ?? []).some((id) => {
        const post = postById(state, id);
        return post?.props.whereby_minutes === call.id && post.state !== 'DELETED';
    });
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
    const there = useSelector((state: GlobalState) => isSummarised(state, call));
    if (!settings?.may_summarise || begun || there) {
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
