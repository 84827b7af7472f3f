import React, {useEffect, useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import type {IntlShape} from 'react-intl';
import {useSelector} from 'react-redux';

import {Avatars} from './avatars';
import {peopleInside} from '../calls/types';
import type {Call} from '../calls/types';
import {timeFormat} from '../host/state';

/** The card's third line: how the call stands. */
export function StatusLine({call}: {call: Call}) {
    return (
        <div className='whereby-line whereby-status'>
            <Status call={call}/>
        </div>
    );
}

function Status({call}: {call: Call}) {
    const intl = useIntl();
    const time = useSelector(timeFormat, (a, b) => a.hourCycle === b.hourCycle && a.timeZone === b.timeZone);

    switch (call.state) {
    case 'creating':
    case 'open':
        return call.expires_at ? (
            <FormattedMessage
                id='whereby.status.open_until'
                values={{time: intl.formatTime(call.expires_at, time)}}
            />
        ) : <FormattedMessage id='whereby.state.open'/>;
    case 'live':
        return <Live call={call}/>;
    case 'ended':
        return (
            <>
                {call.started_at ? (
                    <FormattedMessage
                        id='whereby.status.lasted'
                        values={{duration: duration(intl, call.ended_at - call.started_at)}}
                    />
                ) : (
                    <FormattedMessage
                        id='whereby.status.ended_at'
                        values={{time: intl.formatTime(call.ended_at, time)}}
                    />
                )}
                {call.attendance?.length ? (
                    <>
                        {' · '}
                        <FormattedMessage
                            id='whereby.status.people'
                            values={{count: call.attendance.length}}
                        />
                    </>
                ) : null}
            </>
        );
    case 'missed':
        return <FormattedMessage id='whereby.status.missed'/>;
    case 'failed':
        return <FormattedMessage id='whereby.status.failed'/>;
    }
}

function Live({call}: {call: Call}) {
    const inside = peopleInside(call);
    return (
        <>
            <Avatars people={inside}/>
            {inside.length > 0 ? (
                <FormattedMessage
                    id='whereby.status.inside'
                    values={{count: inside.length}}
                />
            ) : <FormattedMessage id='whereby.state.live'/>}
            {call.started_at > 0 && <>{' · '}<Elapsed since={call.started_at}/></>}
        </>
    );
}

function Elapsed({since}: {since: number}) {
    const [now, setNow] = useState(Date.now);
    useEffect(() => {
        const timer = setInterval(() => {
            setNow(Date.now());
        }, 1000);
        return () => {
            clearInterval(timer);
        };
    }, []);
    return <span role='timer'>{clock(now - since)}</span>;
}

/** A running time as 12:08 or 1:02:03. */
export function clock(milliseconds: number): string {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    const shown = parts[0] === 0 ? parts.slice(1) : parts;
    return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** A length as "24 min" or "1 hr 5 min", in seconds below a minute. */
export function duration({formatNumber}: IntlShape, milliseconds: number): string {
    const inUnit = (value: number, unit: string) => formatNumber(value, {style: 'unit', unit, unitDisplay: 'short'});
    const seconds = Math.max(0, Math.round(milliseconds / 1000));
    if (seconds < 60) {
        return inUnit(seconds, 'second');
    }
    const minutes = Math.round(seconds / 60);
    const hours = Math.floor(minutes / 60);
    const parts = [hours > 0 && inUnit(hours, 'hour'), minutes % 60 > 0 && inUnit(minutes % 60, 'minute')];
    return parts.filter(Boolean).join(' ');
}
