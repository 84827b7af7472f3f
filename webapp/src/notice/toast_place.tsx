import React, {useSyncExternalStore} from 'react';
import {useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import {EndQuestion} from './end_question';
import {NoticeText} from './notice_text';
import type {Notice} from './notices';
import {currentUserId} from '../host/state';
import {CloseIcon} from '../icons/icons';
import {KnockList} from '../knock/knock_list';
import {useServices} from '../services';

/** Everything that is told outside a card: under the channel header, where the button that led to most of it is. */
export function ToastPlace() {
    const {notices} = useServices();
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
            <div role='alert'>
                {shown && shown.kind !== 'end_call' && <Toast notice={shown}/>}
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
