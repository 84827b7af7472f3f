import {useIntl} from 'react-intl';

import {useTimeFormat} from '../host/use_time_format';

/** Writes days and times as the reader wants them, with the year only when it is another. */
export function useMoments(): (at: number) => string {
    const intl = useIntl();
    const time = useTimeFormat();
    const year = (at: number) => intl.formatDate(at, {timeZone: time.timeZone, year: 'numeric'});

    return (at) => intl.formatDate(at, {
        ...time, weekday: 'short', month: 'short', day: 'numeric', ...(year(at) !== year(Date.now()) && {year: 'numeric'}),
    });
}
