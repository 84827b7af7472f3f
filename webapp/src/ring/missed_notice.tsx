import React from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import {CallerName, CallerNotice} from './ring_notice';
import type {HeldRing} from './rings';
import {BusyButton} from '../call_card/busy_button';
import {callsSlice, joinableCall} from '../calls/slice';
import {useTimeFormat} from '../host/use_time_format';
import {problem} from '../notice/problem';
import {useServices} from '../services';

/** A call that this person did not answer; whatever runs in its channel now can be joined. */
export function MissedNotice({ring}: {ring: HeldRing}) {
    const {join, notices, rings, starter} = useServices();
    const running = useSelector((state) => joinableCall(state, ring.channel_id));
    const starting = useSelector((state) => callsSlice(state).starting[ring.channel_id] ?? false);
    const time = useTimeOf(ring);

    const callBack = async () => {
        const outcome = await starter.attempt({channel_id: ring.channel_id});
        if (outcome.kind === 'refused') {
            notices.show(problem(outcome.error));
        }
    };

    return (
        <CallerNotice
            className='whereby-missed'
            ring={ring}
            title={
                <FormattedMessage
                    id='whereby.ring.missed'
                    values={{name: <CallerName ring={ring}/>}}
                />
            }
            detail={ring.topic ? `${ring.topic} · ${time}` : time}
        >
            {running ? (
                <button
                    type='button'
                    className='whereby-button whereby-button-primary whereby-missed-join'
                    onClick={() => {
                        void join(running.id);
                        if (running.id !== ring.call_id) {
                            void rings.decline(ring.call_id);
                        }
                    }}
                >
                    <FormattedMessage id='whereby.card.join'/>
                </button>
            ) : (
                <BusyButton
                    className='whereby-button whereby-button-primary whereby-missed-call-back'
                    busy={starting}
                    onClick={() => void callBack()}
                >
                    <FormattedMessage id='whereby.ring.call_back'/>
                </BusyButton>
            )}
            <button
                type='button'
                className='whereby-button whereby-button-quiet whereby-missed-dismiss'
                onClick={() => void rings.decline(ring.call_id)}
            >
                <FormattedMessage id='whereby.notice.dismiss'/>
            </button>
        </CallerNotice>
    );
}

// With the day, unless that is today.
function useTimeOf({at}: HeldRing): string {
    const {formatDate} = useIntl();
    const format = useTimeFormat();
    const day = {month: 'short', day: 'numeric', timeZone: format.timeZone} as const;
    const isToday = formatDate(at, day) === formatDate(Date.now(), day);
    return formatDate(at, isToday ? format : {...day, ...format});
}
