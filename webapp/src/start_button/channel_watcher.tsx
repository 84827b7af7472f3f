import {useEffect} from 'react';
import {useSelector} from 'react-redux';

import {currentChannelId} from '../host/state';
import {useServices} from '../services';

/** Draws nothing; loads the calls of whichever channel is looked at. */
export function ChannelWatcher() {
    const {loader} = useServices();
    const channelId = useSelector(currentChannelId);

    useEffect(() => {
        if (channelId) {
            void loader.channel(channelId);
        }
    }, [loader, channelId]);
    return null;
}
