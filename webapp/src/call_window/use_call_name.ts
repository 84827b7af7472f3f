import {useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import {callsSlice} from '../calls/slice';
import {channelById} from '../host/state';

/** What to call a call away from its channel: by its topic, else by the channel. */
export function useCallName(callId: string): string {
    const {formatMessage} = useIntl();
    const call = useSelector((state) => callsSlice(state).calls[callId]);
    const channel = useSelector((state: GlobalState) => channelById(state, call?.channel_id ?? ''));
    return call?.topic || channel?.display_name || formatMessage({id: 'whereby.card.no_topic'});
}
