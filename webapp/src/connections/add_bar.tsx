import React, {useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {KindIcon} from './icons';
import {kindName} from './texts';
import type {KindInfo} from './types';
import {AddIcon} from '../admin_console/icons';

interface Props {
    kinds: KindInfo[];
    disabled: boolean;
    onPick: (kind: KindInfo) => void;
}

/** Asks which service a new connection is to lead to. */
export function AddBar({kinds, disabled, onPick}: Props) {
    const intl = useIntl();
    const [open, setOpen] = useState(false);
    return (
        <div className='whereby-list-foot whereby-add-bar'>
            <button
                type='button'
                className='whereby-button whereby-button-quiet whereby-add'
                aria-expanded={open}
                disabled={disabled}
                onClick={() => {
                    setOpen(!open);
                }}
            >
                <AddIcon/>
                <FormattedMessage id='whereby.connections.add'/>
            </button>
            {open && (
                <div
                    role='group'
                    aria-label={intl.formatMessage({id: 'whereby.connections.which'})}
                >
                    {kinds.map((kind) => (
                        <button
                            key={kind.kind}
                            type='button'
                            className='whereby-button whereby-button-quiet'
                            data-kind={kind.kind}
                            onClick={() => {
                                setOpen(false);
                                onPick(kind);
                            }}
                        >
                            <KindIcon kind={kind.kind}/>
                            {kindName(intl, kind.kind)}
                        </button>
                    ))}
                </div>
            )}
        </div>
    );
}
