import {useTimeFormat} from '../host/use_time_format';

/** The reader's time zone: the one chosen in Mattermost, else the browser's. */
export function useZone(): string {
    return useTimeFormat().timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
