import React, {useEffect, useId, useRef, useState} from 'react';
import type {RefObject} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {usePopup} from './use_popup';
import {MenuIcon} from '../icons/icons';

interface Props {
    buttonRef: RefObject<HTMLButtonElement>;
    onEnd: () => void;
}

/** What is too rare or too grave for a button of its own. */
export function CardMenu({buttonRef, onEnd}: Props) {
    const {formatMessage} = useIntl();
    const [open, setOpen] = useState(false);
    const item = useRef<HTMLButtonElement>(null);
    const menuId = useId();

    const {place, onKeyDown} = usePopup(open, () => {
        setOpen(false);
    }, buttonRef);

    useEffect(() => {
        if (open) {
            item.current?.focus();
        }
    }, [open]);

    return (
        <div
            className='whereby-menu-place'
            ref={place}
        >
            <button
                type='button'
                ref={buttonRef}
                className='whereby-icon-button'
                aria-label={formatMessage({id: 'whereby.card.more'})}
                aria-haspopup='menu'
                aria-expanded={open}
                aria-controls={open ? menuId : undefined}
                onClick={() => {
                    setOpen(!open);
                }}
            >
                <MenuIcon/>
            </button>
            {open &&
                <div
                    className='whereby-menu'
                    id={menuId}
                    role='menu'
                    tabIndex={-1}
                    onKeyDown={onKeyDown}
                >
                    <button
                        type='button'
                        ref={item}
                        role='menuitem'
                        className='whereby-menu-entry whereby-danger'
                        onClick={() => {
                            setOpen(false);
                            onEnd();
                        }}
                    >
                        <FormattedMessage id='whereby.card.end'/>
                    </button>
                </div>
            }
        </div>
    );
}
