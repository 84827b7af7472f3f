import React from 'react';
import {FormattedMessage} from 'react-intl';
import {useSelector} from 'react-redux';

import {CopyButton} from '../copy/copy_button';
import type {SettingProps} from '../host/registry';
import {siteUrl} from '../host/state';

/** System Console's line with the address at which the plugin takes in Whereby's webhooks. */
export function WebhookAddress({id}: SettingProps) {
    const address = `${useSelector(siteUrl)}/plugins/whereby/webhooks/whereby`;

    return (
        <div className='whereby-setting'>
            <div className='whereby-setting-line'>
                <input
                    id={id}
                    className='form-control'
                    type='text'
                    readOnly={true}
                    dir='ltr'
                    value={address}
                    aria-describedby={`${id}-help`}
                    onFocus={(event) => {
                        event.currentTarget.select();
                    }}
                />
                <CopyButton text={address}><FormattedMessage id='whereby.setting.copy'/></CopyButton>
            </div>
            <div
                id={`${id}-help`}
                className='help-text'
            >
                <FormattedMessage id='whereby.setting.webhook_help'/>
                {!address.startsWith('https://') && (
                    <p className='whereby-setting-problem'>
                        <FormattedMessage id='whereby.setting.needs_https'/>
                    </p>
                )}
            </div>
        </div>
    );
}
