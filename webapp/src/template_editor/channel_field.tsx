import React from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {channels} from '../admin_console/places';
import {SearchField} from '../admin_console/search_field';

interface Props {

    /** Empty for none. */
    channelId: string;
    disabled: boolean;
    onChange: (channelId: string) => void;
}

/** The channel in which a template's calls are announced too. */
export function ChannelField({channelId, disabled, onChange}: Props) {
    const {formatMessage} = useIntl();
    return (
        <SearchField
            label={<FormattedMessage id='whereby.admin.template.post_to'/>}
            hint={<FormattedMessage id='whereby.admin.template.post_to_hint'/>}
            place={channels}
            placeholder={formatMessage({id: 'whereby.admin.template.search'})}
            notFound={<FormattedMessage id='whereby.admin.template.not_found'/>}
            gone={formatMessage({id: 'whereby.admin.problem.no_channel'})}
            value={channelId}
            disabled={disabled}
            onChange={onChange}
        />
    );
}
