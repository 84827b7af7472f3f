import React, {useEffect, useId, useRef} from 'react';
import {FormattedMessage} from 'react-intl';

import type {MadeInvite} from '../calls/types';
import {CopyButton} from '../copy/copy_button';

/** The link of a new invite. The server tells it only once. */
export function MadeLink({made: {invite, url}}: {made: MadeInvite}) {
    const field = useRef<HTMLInputElement>(null);
    const id = useId();

    useEffect(() => {
        field.current?.focus();
        field.current?.select();
    }, []);

    return (
        <div className='whereby-invite-made'>
            <label
                className='whereby-dialog-label'
                htmlFor={id}
            >
                {invite.name ? (
                    <FormattedMessage
                        id='whereby.invite.link_for'
                        values={{name: <bdi>{invite.name}</bdi>}}
                    />
                ) : <FormattedMessage id='whereby.invite.link'/>}
            </label>
            <div className='whereby-invite-link'>
                <input
                    ref={field}
                    id={id}
                    type='text'
                    className='whereby-dialog-input'
                    readOnly={true}
                    value={url}
                    aria-describedby={`${id}once`}
                    onFocus={(event) => {
                        event.target.select();
                    }}
                />
                <CopyButton text={url}>
                    <FormattedMessage id='whereby.invite.copy'/>
                </CopyButton>
            </div>
            <div
                id={`${id}once`}
                className='whereby-dialog-hint'
            >
                <FormattedMessage id='whereby.invite.once'/>
            </div>
        </div>
    );
}
