import React, {useSyncExternalStore} from 'react';
import {useSelector} from 'react-redux';

import {currentUserId} from '../host/state';
import {problem} from '../notice/problem';
import {useServices} from '../services';

/** Where the dialog that plans calls is, while it is open. */
export function PlanPlace() {
    const {client, plans} = useServices();
    const {dialog} = useSyncExternalStore(plans.subscribe, plans.current);
    const userId = useSelector(currentUserId);

    // The place stays when the person logs out.
    if (!dialog || !userId) {
        return null;
    }
    const {Dialog, channelId, schedule, settings} = dialog;
    return (
        <Dialog
            channelId={channelId}
            schedule={schedule}
            settings={settings}
            client={client}
            explain={problem}
            onPlanned={plans.planned}
            onClose={plans.close}
        />
    );
}
