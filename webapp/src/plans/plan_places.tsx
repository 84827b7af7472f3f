import React, {useSyncExternalStore} from 'react';
import {FormattedMessage} from 'react-intl';
import {useSelector} from 'react-redux';

import {useParts} from './use_parts';
import {currentChannelId, currentUserId} from '../host/state';
import {NoticeText} from '../notice/notice_text';
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

/** What Mattermost shows beside the channel; its code comes with the first look. */
export function PanelPlace() {
    const {client, plans} = useServices();
    const {news, version} = useSyncExternalStore(plans.subscribe, plans.current);
    const channelId = useSelector(currentChannelId);
    const {parts, notice, again} = useParts();

    if (parts) {
        return (
            <parts.Panel
                key={channelId}
                channelId={channelId}
                version={version}
                news={news}
                client={client}
                explain={problem}
                onChanged={plans.receive}
                onPlan={() => void plans.open(channelId)}
                onEdit={(schedule) => void plans.open(channelId, schedule)}
            />
        );
    }
    return notice ? (
        <div
            className='whereby-panel-failed'
            role='alert'
        >
            <p><NoticeText notice={notice}/></p>
            <button
                type='button'
                className='whereby-button whereby-button-quiet'
                onClick={again}
            >
                <FormattedMessage id='whereby.plans.again'/>
            </button>
        </div>
    ) : null;
}
