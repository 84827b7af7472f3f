import React, {useEffect, useSyncExternalStore} from 'react';
import {useSelector} from 'react-redux';

import {currentUserId} from '../host/state';
import {openCall} from '../join/open_call';
import {useServices} from '../services';

/** Where the call window is, while one is open. */
export function WindowPlace() {
    const {join, notices, windows} = useServices();
    const shown = useSyncExternalStore(windows.subscribe, windows.current);
    const userId = useSelector(currentUserId);

    // The place stays when the person logs out.
    useEffect(() => {
        if (!userId) {
            windows.close();
        }
    }, [userId, windows]);

    // Coming back from System Console, which takes the place away, must not join the call unasked.
    useEffect(() => windows.close, [windows]);

    if (!shown || !userId) {
        return null;
    }
    const {Window, key, callId, url, attention, asked} = shown;

    const popOut = async () => {
        const opened = openCall(() => Promise.resolve(url));
        windows.close();
        const blocked = await opened;
        if (blocked) {
            notices.show({kind: 'blocked', url: blocked.url});
        }
    };
    return (
        <Window
            key={key}
            callId={callId}
            url={url}
            attention={attention}
            asked={asked}
            onSwitch={() => {
                if (asked) {
                    windows.close();
                    void join(asked);
                }
            }}
            onStay={windows.stay}
            onPopOut={() => {
                void popOut();
            }}
            onOver={windows.markOver}
            onClose={windows.close}
        />
    );
}
