import React from 'react';
import {FormattedMessage} from 'react-intl';

/** Beside the name of somebody from outside Mattermost, who can call themselves anything. */
export function GuestMark() {
    return <span className='whereby-guest'><FormattedMessage id='whereby.people.guest'/></span>;
}
