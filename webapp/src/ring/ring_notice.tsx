import React, {useId} from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage} from 'react-intl';

import type {HeldRing} from './rings';
import type {Person} from '../calls/people';
import {CameraIcon} from '../icons/icons';
import {Avatar} from '../people/avatars';
import {useShownName} from '../people/use_shown_name';
import {useServices} from '../services';

/** Somebody's calling this person right now. */
export function RingNotice({ring}: {ring: HeldRing}) {
    const {join, rings} = useServices();
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
            <button
                type='button'
                className='whereby-button whereby-ring-join'
                onClick={() => {
                    void join(ring.call_id);
                    rings.answered(ring.call_id);
                }}
            >
                <CameraIcon/>
                <FormattedMessage id='whereby.card.join'/>
            </button>
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
