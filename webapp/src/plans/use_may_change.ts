import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import type {Schedule} from '../calls/types';
import {currentUserId, isAdminOf} from '../host/state';

/** Whether the reader may change planned calls, as far as this client knows. */
export function useMayChange({owner_user_id: owner, channel_id: channelId}: Schedule): boolean {
    return useSelector((state: GlobalState) => owner === currentUserId(state) || isAdminOf(state, channelId));
}
