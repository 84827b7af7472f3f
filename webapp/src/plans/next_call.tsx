import React, {useEffect, useState} from 'react';
import {useIntl} from 'react-intl';

import {useMoments} from './use_moments';
import {useZone} from './use_zone';
import {shownIn} from './when';
import {useTimeFormat} from '../host/use_time_format';

/** How often it is looked how far away a call is, in milliseconds. */
const TICK = 20_000;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** From when on nobody counts the days. */
const FAR = 30 * DAY;

/** When the next call is, by words where it is near, and how far away. */
export function NextCall({at}: {at: number}) {
    const intl = useIntl();
    const zone = useZone();
    const time = useTimeFormat();
    const moment = useMoments();
    const now = useNow();
    const days = daysBetween(shownIn(zone, now).date, shownIn(zone, at).date);
    const ahead = at - now;

    return (
        <>
            <time dateTime={new Date(at).toISOString()}>
                {days === 0 || days === 1 ? `${intl.formatRelativeTime(days, 'day', {numeric: 'auto'})} ${intl.formatTime(at, time)}` : moment(at)}
            </time>
            {ahead > 0 && ahead < FAR && ` (${intl.formatRelativeTime(...distance(ahead), {style: 'short'})})`}
        </>
    );
}

function distance(ahead: number): [number, 'minute' | 'hour' | 'day'] {
    if (ahead < HOUR) {
        return [Math.max(1, Math.round(ahead / MINUTE)), 'minute'];
    }
    return ahead < 2 * DAY ? [Math.round(ahead / HOUR), 'hour'] : [Math.round(ahead / DAY), 'day'];
}

const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / DAY);

function useNow(): number {
    const [now, setNow] = useState(Date.now);
    useEffect(() => {
        const timer = setInterval(() => {
            setNow(Date.now());
        }, TICK);
        return () => {
            clearInterval(timer);
        };
    }, []);
    return now;
}
