import React, {useEffect, useId, useRef, useState} from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {ConfirmCancel} from './confirm_cancel';
import {useMayChange} from './use_may_change';
import {useMoments} from './use_moments';
import {useZone} from './use_zone';
import {BusyButton} from '../call_card/busy_button';
import type {PlanAct, Schedule} from '../calls/types';

interface Props {
    schedule: Schedule;

    /** Settles when it is done, or refused. */
    onAct: (act: PlanAct) => Promise<void>;
    onEdit: () => void;
}

/** One call that is planned, or a series. */
export function PlanRow({schedule, onAct, onEdit}: Props) {
    const {formatMessage} = useIntl();
    const zone = useZone();
    const moment = useMoments();
    const changeable = useMayChange(schedule);
    const id = useId();
    const [first, ...later] = schedule.next;
    const paused = schedule.state === 'paused';
    const series = schedule.rrule !== '';
    const foreign = schedule.time_zone !== zone;

    return (
        <li className='whereby-plans-row'>
            <h3
                id={`${id}topic`}
                className='whereby-plans-topic'
                dir='auto'
            >
                {schedule.topic || formatMessage({id: 'whereby.card.no_topic'})}
            </h3>
            {paused && <span className='whereby-plans-paused'><FormattedMessage id='whereby.plans.paused'/></span>}
            {first !== undefined &&
                <p className={`whereby-plans-next${paused ? ' whereby-plans-halted' : ''}`}>
                    <time dateTime={new Date(first).toISOString()}>{moment(first)}</time>
                </p>
            }
            {series &&
                <p className='whereby-plans-line'>
                    <bdi>{schedule.when}</bdi>
                    {foreign && ` (${schedule.time_zone})`}
                </p>
            }
            {schedule.skips_months && <p className='whereby-plans-line'><FormattedMessage id='whereby.plans.short_months'/></p>}
            {!paused && later.length > 0 &&
                <p className='whereby-plans-line'>
                    <FormattedMessage
                        id='whereby.plans.then'
                        values={{times: later.map(moment).join(' · ')}}
                    />
                </p>
            }
            {changeable &&
                <Acts
                    series={series}
                    paused={paused}
                    describedBy={`${id}topic`}
                    onAct={onAct}
                    onEdit={onEdit}
                />
            }
            <p className='whereby-plans-links'>
                <Calendar href={schedule.google_url}><FormattedMessage id='whereby.plans.google'/></Calendar>
                <Calendar href={schedule.outlook_url}><FormattedMessage id='whereby.plans.outlook'/></Calendar>
                <Calendar href={schedule.ics_url}>{'.ics'}</Calendar>
            </p>
        </li>
    );
}

function Calendar({href, children}: {href: string; children: ReactNode}) {
    return (
        <a
            className='whereby-link'
            href={href}
            target='_blank'
            rel='noreferrer noopener'
        >
            {children}
        </a>
    );
}

interface ActsProps {
    series: boolean;
    paused: boolean;
    describedBy: string;
    onAct: (act: PlanAct) => Promise<void>;
    onEdit: () => void;
}

function Acts({series, paused, describedBy, onAct, onEdit}: ActsProps) {
    const [asking, setAsking] = useState(false);
    const [busy, setBusy] = useState<PlanAct>();
    const cancel = useRef<HTMLButtonElement>(null);
    const asked = useRef(false);

    // Gives the focus back.
    useEffect(() => {
        if (asking) {
            asked.current = true;
        } else if (asked.current) {
            asked.current = false;
            cancel.current?.focus();
        }
    }, [asking]);

    const act = async (what: PlanAct) => {
        if (busy) {
            return;
        }
        setBusy(what);
        await onAct(what);
        setBusy(undefined);
    };
    const doing = (what: PlanAct) => ({
        busy: busy === what,
        className: 'whereby-button whereby-button-quiet',
        onClick: () => void act(what),
    });

    if (asking) {
        return (
            <div
                className='whereby-plans-acts'
                role='group'
                aria-labelledby={describedBy}
            >
                <ConfirmCancel
                    series={series}
                    busy={busy === 'cancel'}
                    onCancel={() => void act('cancel')}
                    onKeep={() => {
                        setAsking(false);
                    }}
                />
            </div>
        );
    }
    return (
        <div
            className='whereby-plans-acts'
            role='group'
            aria-labelledby={describedBy}
        >
            {series && !paused && <BusyButton {...doing('skip')}><FormattedMessage id='whereby.plans.skip'/></BusyButton>}
            <BusyButton
                key='halt'
                {...doing(paused ? 'resume' : 'pause')}
            >
                {paused ? <FormattedMessage id='whereby.plans.resume'/> : <FormattedMessage id='whereby.plans.pause'/>}
            </BusyButton>
            <button
                type='button'
                className='whereby-button whereby-button-quiet whereby-plans-edit'
                onClick={onEdit}
            >
                <FormattedMessage id='whereby.plans.edit'/>
            </button>
            <button
                type='button'
                ref={cancel}
                className='whereby-button whereby-button-quiet whereby-plans-cancel'
                onClick={() => {
                    setAsking(true);
                }}
            >
                <FormattedMessage id='whereby.plans.cancel'/>
            </button>
        </div>
    );
}
