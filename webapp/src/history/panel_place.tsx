import React, {useSyncExternalStore} from 'react';
import {FormattedMessage} from 'react-intl';
import {useSelector} from 'react-redux';

import {againRequest} from '../calls/again';
import {useChunk} from '../chunks/use_chunk';
import {currentChannelId} from '../host/state';
import {hostWindow} from '../host/window';
import {NoticeText} from '../notice/notice_text';
import {problem} from '../notice/problem';
import {useServices} from '../services';

/** What Mattermost shows beside the channel; its code comes with the first look. */
export function PanelPlace() {
    const {client, join, loadPanel, notices, plans, starter} = useServices();
    const {news, version} = useSyncExternalStore(plans.subscribe, plans.current);
    const channelId = useSelector(currentChannelId);
    const {loaded: Panel, notice, again} = useChunk(loadPanel);

    if (Panel) {
        return (
            <Panel
                key={channelId}
                channelId={channelId}
                version={version}
                news={news}
                client={client}
                explain={problem}
                onChanged={plans.receive}
                onPlan={() => void plans.open(channelId)}
                onEdit={(schedule) => void plans.open(channelId, schedule)}
                onJoin={join}
                onCallAgain={(call) => {
                    notices.dismiss();
                    return starter.start(againRequest(call));
                }}
                onOpen={(path) => {
                    // Narrow pages have the panel in front of the channel.
                    if (window.innerWidth <= NARROW) {
                        plans.hidePanel();
                    }
                    hostWindow().WebappUtils?.browserHistory.push(path);
                }}
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

/** Mattermost's pages that are no wider, in pixels, show one thing at a time. */
const NARROW = 768;
