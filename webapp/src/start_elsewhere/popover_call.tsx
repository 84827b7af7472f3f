import React, {useState} from 'react';
import {FormattedMessage} from 'react-intl';
import {useSelector, useStore} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import {openDirectChannel} from './direct_channel';
import {BusyButton} from '../call_card/busy_button';
import type {PopoverProps} from '../host/registry';
import {currentTeamName, currentUserId} from '../host/state';
import {hostWindow} from '../host/window';
import {CameraIcon} from '../icons/icons';
import {useServices} from '../services';

/** Calls the person whose profile is shown, in the direct messages with them. */
export function PopoverCall({user, hide}: PopoverProps) {
    const {notices, starter} = useServices();
    const store = useStore<GlobalState>();
    const me = useSelector(currentUserId);
    const [busy, setBusy] = useState(false);
    if (user.id === me || user.is_bot || user.delete_at > 0) {
        return null;
    }

    const call = async () => {
        setBusy(true);
        try {
            const channelId = await openDirectChannel(me, user.id);
            hostWindow().WebappUtils?.browserHistory.push(`/${currentTeamName(store.getState())}/messages/@${user.username}`);
            hide?.();
            void starter.start({channel_id: channelId});
        } catch {
            notices.show({kind: 'unreachable'});
        }
        setBusy(false);
    };

    return (
        <div className='whereby-popover'>
            <BusyButton
                className='whereby-button whereby-button-quiet whereby-popover-call'
                busy={busy}
                onClick={() => {
                    void call();
                }}
            >
                <CameraIcon/>
                <FormattedMessage id='whereby.popover.call'/>
            </BusyButton>
        </div>
    );
}
