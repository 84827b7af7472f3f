import React from 'react';
import {FormattedMessage} from 'react-intl';

import type {Notice} from './notices';

/** A notice in words; a blocked window's link included. */
export function NoticeText({notice, onFollow}: {notice: Notice; onFollow?: () => void}) {
    switch (notice.kind) {
    case 'said':
        return <>{notice.text}</>;
    case 'unreachable':
        return <FormattedMessage id='whereby.problem.unreachable'/>;
    case 'not_loaded':
        return <FormattedMessage id='whereby.problem.not_loaded'/>;
    case 'insecure':
        return <FormattedMessage id='whereby.problem.insecure'/>;
    case 'unsafe_link':
        return <FormattedMessage id='whereby.problem.unsafe_link'/>;
    case 'archived':
        return <FormattedMessage id='whereby.obstacle.archived'/>;
    case 'no_permission':
        return <FormattedMessage id='whereby.obstacle.no_permission'/>;
    case 'summarising':
        return <FormattedMessage id='whereby.card.summarising'/>;
    case 'blocked':
        return (
            <>
                <FormattedMessage id='whereby.blocked.text'/>
                {' '}
                <a
                    className='whereby-link'
                    href={notice.url}
                    target='_blank'
                    rel='noreferrer noopener'
                    onClick={onFollow}
                >
                    <FormattedMessage id='whereby.blocked.open'/>
                </a>
            </>
        );
    }
}
