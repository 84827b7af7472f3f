import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import {countInside} from '../calls/people';
import {obstacleToStart} from '../calls/rights';
import {callsSlice, joinableCall} from '../calls/slice';
import type {Call} from '../calls/types';
import {currentChannelId} from '../host/state';
import type {Notice} from '../notice/notices';

/** What the button of the current channel is to say. */
export interface ChannelCall {
    call?: Call;

    /** How many people are in the call; 0 also when that is not known. */
    inside: number;

    /** Whether a call is being started from here. */
    starting: boolean;

    /** Why nothing can be done here. */
    obstacle?: Notice;

    /** Which calls can be started here, if need be beside the one that runs; `always` stands for those of templates that ignore working hours. */
    mayStart: 'any' | 'always' | 'none';
}

export function useChannelCall(): ChannelCall {
    const channelId = useSelector(currentChannelId);
    const call = useSelector((state) => joinableCall(state, channelId));
    const starting = useSelector((state) => channelId in callsSlice(state).starting);
    const obstacle = useSelector((state: GlobalState) => obstacleToStart(state, channelId));
    return {
        call,
        inside: call ? countInside(call) : 0,
        starting,
        obstacle: call ? undefined : obstacle,
        mayStart: !obstacle ? 'any' : obstacle.kind === 'said' && obstacle.code === 'rule_hours' ? 'always' : 'none',
    };
}
