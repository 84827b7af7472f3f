import {useEffect} from 'react';
import {useSelector} from 'react-redux';

import {currentChannelId} from '../host/state';
import {useServices} from '../services';

/** Draws nothing; loads the calls of whichever channel is looked at, and whether one can be started there. */
export function ChannelWatcher() {
    const {loader} = useServices();
    const channelId = useSelector(currentChannelId);

    useEffect(() => {
        if (channelId) {
            void loader.channel(channelId);
            void loader.refusal(channelId);
        }
    }, [loader, channelId]);
    return null;
}
