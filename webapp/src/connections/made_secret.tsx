import React from 'react';
import {FormattedMessage} from 'react-intl';

import {CopyButton} from '../copy/copy_button';

/** A webhook's secret, which the server tells this once. */
export function MadeSecret({secret, onDone}: {secret: string; onDone: () => void}) {
    return (
        <div
            className='whereby-made-secret'
            role='status'
        >
            <div><FormattedMessage id='whereby.connections.made_secret'/></div>
            <code dir='ltr'>{secret}</code>
            <div className='whereby-connection-foot'>
                <CopyButton text={secret}><FormattedMessage id='whereby.connections.copy_secret'/></CopyButton>
                <button
                    type='button'
                    className='whereby-button whereby-button-quiet'
                    onClick={onDone}
                >
                    <FormattedMessage id='whereby.connections.done'/>
                </button>
            </div>
        </div>
    );
}
