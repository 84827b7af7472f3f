import {useSelector} from 'react-redux';

import {timeFormat} from './state';

/** How the current user wants times of day written. */
export function useTimeFormat(): Intl.DateTimeFormatOptions {
    return useSelector(timeFormat, (a, b) => a.hourCycle === b.hourCycle && a.timeZone === b.timeZone);
}
