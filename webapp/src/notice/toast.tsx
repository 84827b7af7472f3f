import React, {useSyncExternalStore} from 'react';
import {useIntl} from 'react-intl';

import {NoticeText} from './notice_text';
import {CloseIcon} from '../icons/icons';
import {useServices} from '../services';

/** Shows the current notice under the channel header, where the button that led to it is. */
export function Toast() {
    const {notices} = useServices();
    const {formatMessage} = useIntl();
    const notice = useSyncExternalStore(notices.subscribe, notices.current);

    return (
        <div
            className='whereby-toast-place'
            role='alert'
        >
            {notice &&
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
            }
        </div>
    );
}
