import {useRef} from 'react';
import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

/** Whether the person was in the channel and is not any more. Memberships may come later than the window. */
export function useLostChannel(channelId?: string): boolean {
    const member = useSelector((state: GlobalState) => Boolean(channelId && state.entities.channels.myMembers[channelId]));
    const was = useRef(false);
    was.current ||= member;
    return was.current && !member;
}
