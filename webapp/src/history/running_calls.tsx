import React, {useId, useMemo, useState} from 'react';
import {FormattedMessage} from 'react-intl';
import {useSelector} from 'react-redux';

import {BusyButton} from '../call_card/busy_button';
import {Elapsed} from '../call_card/elapsed';
import {peopleInside} from '../calls/people';
import {callsSlice} from '../calls/slice';
import {isJoinable} from '../calls/types';
import type {Call} from '../calls/types';
import {CameraIcon} from '../icons/icons';
import {Avatars} from '../people/avatars';

interface Props {
    channelId: string;

    /** Settles when the call is open, or when it was told why not. */
    onJoin: (callId: string) => Promise<void>;
}

/** The calls that run in a channel; nothing when none does. */
export function RunningCalls({channelId, onJoin}: Props) {
    const known = useSelector((state) => callsSlice(state).calls);
    const running = useMemo(() => Object.values(known).
        filter((call) => call.channel_id === channelId && isJoinable(call)).
        sort((a, b) => b.created_at - a.created_at), [known, channelId]);
    const id = useId();
    if (running.length === 0) {
        return null;
    }
    return (
        <section aria-labelledby={id}>
            <h2 id={id}><FormattedMessage id='whereby.history.running'/></h2>
            <ul className='whereby-past-list'>
                {running.map((call) => (
                    <RunningCall
                        key={call.id}
                        call={call}
                        onJoin={onJoin}
                    />
                ))}
            </ul>
        </section>
    );
}

function RunningCall({call, onJoin}: {call: Call; onJoin: Props['onJoin']}) {
    const [busy, setBusy] = useState(false);
    const inside = peopleInside(call);
    const count = inside.length || (call.inside ?? 0);
    const id = useId();

    const join = async () => {
        setBusy(true);
        await onJoin(call.id);
        setBusy(false);
    };
    return (
        <li className='whereby-running-call'>
            <span className='whereby-past-text'>
                <span
                    id={`${id}topic`}
                    className='whereby-past-topic'
                    dir='auto'
                >
                    {call.topic || <FormattedMessage id='whereby.card.no_topic'/>}
                </span>
                <span className='whereby-past-line'>
                    <Avatars people={inside}/>
                    {count > 0 ? (
                        <FormattedMessage
                            id='whereby.status.inside'
                            values={{count}}
                        />
                    ) : <FormattedMessage id='whereby.state.open'/>}
                    {call.started_at > 0 && <>{' · '}<Elapsed since={call.started_at}/></>}
                </span>
            </span>
            <div
                role='group'
                aria-labelledby={`${id}topic`}
            >
                <BusyButton
                    className='whereby-button whereby-button-primary'
                    busy={busy}
                    onClick={() => void join()}
                >
                    <CameraIcon/>
                    <FormattedMessage id='whereby.card.join'/>
                </BusyButton>
            </div>
        </li>
    );
}
