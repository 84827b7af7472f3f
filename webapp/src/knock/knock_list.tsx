import React, {useSyncExternalStore} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import {callsSlice} from '../calls/slice';
import {isRunning} from '../calls/types';
import type {Knock} from '../calls/types';
import {CameraIcon, CloseIcon} from '../icons/icons';
import {GuestMark} from '../people/guest_mark';
import {useServices} from '../services';

/** Who stands at the doors of this person's calls, one notice per call. */
export function KnockList() {
    const {knocks} = useServices();
    const all = useSyncExternalStore(knocks.subscribe, knocks.current);
    const calls = useSelector((state) => callsSlice(state).calls);

    // Calls that this client does not know of may well run.
    const waiting = all.filter(({call_id: id}) => !calls[id] || isRunning(calls[id]));
    const callIds = [...new Set(waiting.map(({call_id: id}) => id))];

    // A log tells of what is added, each once, and not of what goes.
    return (
        <div role='log'>
            {callIds.map((callId) => (
                <KnocksAtCall
                    key={callId}
                    callId={callId}
                    knocks={waiting.filter((knock) => knock.call_id === callId)}
                />
            ))}
        </div>
    );
}

function KnocksAtCall({callId, knocks: atCall}: {callId: string; knocks: Knock[]}) {
    const {join, knocks} = useServices();
    const {formatMessage} = useIntl();
    const dismiss = () => {
        knocks.dismiss(callId);
    };

    return (
        <div className='whereby-toast whereby-knock'>
            <ul className='whereby-knock-people'>
                {atCall.map((knock) => <li key={knock.id}><KnockText knock={knock}/></li>)}
            </ul>
            <button
                type='button'
                className='whereby-icon-button'
                aria-label={formatMessage({id: 'whereby.notice.dismiss'})}
                onClick={dismiss}
            >
                <CloseIcon/>
            </button>
            <button
                type='button'
                className='whereby-button whereby-button-primary'
                onClick={() => {
                    void join(callId);
                    dismiss();
                }}
            >
                <CameraIcon/>
                <FormattedMessage id='whereby.knock.open'/>
            </button>
        </div>
    );
}

function KnockText({knock}: {knock: Knock}) {
    const name = (
        <>
            <KnockerName name={knock.name}/>
            {knock.guest && <>{' '}<GuestMark/></>}
        </>
    );
    return knock.topic ? (
        <FormattedMessage
            id='whereby.knock.text'
            values={{name, topic: <bdi>{knock.topic}</bdi>}}
        />
    ) : (
        <FormattedMessage
            id='whereby.knock.text_no_topic'
            values={{name}}
        />
    );
}

function KnockerName({name}: {name: string}) {
    return (
        <bdi
            className='whereby-knock-name'
            title={name}
        >
            {name || <FormattedMessage id='whereby.people.nameless'/>}
        </bdi>
    );
}
