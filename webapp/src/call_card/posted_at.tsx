import React from 'react';
import {useIntl} from 'react-intl';

import {useTimeFormat} from '../host/use_time_format';

/** The time of day at which something was posted, with the day to hover for. */
export function PostedAt({at}: {at: number}) {
    const intl = useIntl();
    const time = useTimeFormat();
    return (
        <time
            dateTime={new Date(at).toISOString()}
            title={intl.formatDate(at, {...time, dateStyle: undefined, year: 'numeric', month: 'long', day: 'numeric', weekday: 'long'})}
        >
            {intl.formatTime(at, time)}
        </time>
    );
}
