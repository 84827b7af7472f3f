import React, {useId, useState} from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage} from 'react-intl';

import type {HeldRing} from './rings';
import {BusyButton} from '../call_card/busy_button';
import type {Person} from '../calls/people';
import {CameraIcon} from '../icons/icons';
import {Avatar} from '../people/avatars';
import {useShownName} from '../people/use_shown_name';
import {useServices} from '../services';

/** Somebody's calling this person right now. */
export function RingNotice({ring}: {ring: HeldRing}) {
    const {join, rings} = useServices();
    const [joining, setJoining] = useState(false);

    const answer = async () => {
        setJoining(true);
        rings.hush(ring.call_id);
        await join(ring.call_id);
        setJoining(false);
    };

    return (
        <CallerNotice
            className='whereby-ring'
            ring={ring}
            title={
                <FormattedMessage
                    id='whereby.ring.calling'
                    values={{name: <CallerName ring={ring}/>}}
                />
            }
            detail={ring.topic}
        >
            <BusyButton
                className='whereby-button whereby-ring-join'
                busy={joining}
                onClick={() => void answer()}
            >
                <CameraIcon/>
                <FormattedMessage id='whereby.card.join'/>
            </BusyButton>
            <button
                type='button'
                className='whereby-button whereby-button-quiet whereby-ring-decline'
                onClick={() => void rings.decline(ring.call_id)}
            >
                <FormattedMessage id='whereby.ring.decline'/>
            </button>
        </CallerNotice>
    );
}

interface Props {
    className: string;
    ring: HeldRing;
    title: ReactNode;
    detail: string;

    /** The buttons. */
    children: ReactNode;
}

/** What a call that rings and one that was missed look like. */
export function CallerNotice({className, ring, title, detail, children}: Props) {
    const titleId = useId();
    return (
        <div
            className={`whereby-toast whereby-caller ${className}`}
            role='group'
            aria-labelledby={titleId}
        >
            <Avatar person={caller(ring)}/>
            <div className='whereby-caller-text'>
                <strong id={titleId}>{title}</strong>
                {detail && <span dir='auto'>{detail}</span>}
            </div>
            <div className='whereby-caller-actions'>{children}</div>
        </div>
    );
}

/** The caller's name as the current user wants names shown. */
export function CallerName({ring}: {ring: HeldRing}) {
    return <bdi>{useShownName(caller(ring)).name}</bdi>;
}

function caller({host_user_id: userId, host_name: name}: HeldRing): Person {
    return {key: userId, userId, name, guest: false, stays: []};
}
