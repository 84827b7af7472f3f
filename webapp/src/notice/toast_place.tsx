import React, {useSyncExternalStore} from 'react';
import {useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import {EndQuestion} from './end_question';
import {LargeQuestion} from './large_question';
import {NoticeText} from './notice_text';
import type {Notice} from './notices';
import {currentUserId} from '../host/state';
import {CloseIcon} from '../icons/icons';
import {KnockList} from '../knock/knock_list';
import {useServices} from '../services';

/** Everything that is told outside a card: under the channel header, where the button that led to most of it is. */
export function ToastPlace() {
    const {notices, starter} = useServices();
    const shown = useSyncExternalStore(notices.subscribe, notices.current);
    const userId = useSelector(currentUserId);

    // The place stays when the person logs out.
    if (!userId) {
        return null;
    }
    return (
        <div className='whereby-toast-place'>
            {shown?.kind === 'end_call' &&
                <EndQuestion
                    key={shown.callId}
                    callId={shown.callId}
                />
            }
            {shown?.kind === 'large_channel' &&
                <LargeQuestion
                    key={shown.request.channel_id}
                    channelId={shown.request.channel_id}
                    members={shown.members}
                    onStart={() => {
                        notices.dismiss();
                        void starter.startAnyway(shown.request);
                    }}
                    onCancel={notices.dismiss}
                />
            }
            <div role='alert'>
                {shown && shown.kind !== 'end_call' && shown.kind !== 'large_channel' && <Toast notice={shown}/>}
            </div>
            <KnockList/>
        </div>
    );
}

function Toast({notice}: {notice: Notice}) {
    const {notices} = useServices();
    const {formatMessage} = useIntl();

    return (
        <div className='whereby-toast'>
            <span className='whereby-toast-text'>
                <NoticeText
                    notice={notice}
                    onFollow={() => {
                        // Only once the browser has followed the link.
                        setTimeout(notices.dismiss);
                    }}
                />
            </span>
            <button
                type='button'
                className='whereby-icon-button'
                aria-label={formatMessage({id: 'whereby.notice.dismiss'})}
                onClick={notices.dismiss}
            >
                <CloseIcon/>
            </button>
        </div>
    );
}
