import React, {useEffect, useId, useRef, useState} from 'react';
import type {RefObject} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import {moveFocus} from './menu_keys';
import {usePopup} from './use_popup';
import {canEnd, canInvite} from '../calls/rights';
import type {Call} from '../calls/types';
import {useSettings} from '../calls/use_settings';
import {MenuIcon} from '../icons/icons';

interface Props {
    call: Call;
    buttonRef: RefObject<HTMLButtonElement>;
    onEnd: () => void;
    onInvite: () => void;
}

/** What is too rare or too grave for a button of its own; nothing where the person may do none of it. */
export function CardMenu({call, buttonRef, onEnd, onInvite}: Props) {
    const {formatMessage} = useIntl();
    const [open, setOpen] = useState(false);
    const menu = useRef<HTMLDivElement>(null);
    const menuId = useId();
    const settings = useSettings();
    const endable = useSelector((state: GlobalState) => canEnd(state, call));
    const invitable = useSelector((state: GlobalState) => canInvite(state, call)) && settings?.may_invite;

    const {place, onKeyDown} = usePopup(open, () => {
        setOpen(false);
    }, buttonRef);

    useEffect(() => {
        if (open) {
            menu.current?.querySelector('button')?.focus();
        }
    }, [open]);

    if (!endable && !invitable) {
        return null;
    }
    return (
        // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- only hears keys of the button and the menu
        <div
            className='whereby-menu-place'
            ref={place}
            onKeyDown={onKeyDown}
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
                    ref={menu}
                    className='whereby-menu'
                    id={menuId}
                    role='menu'
                    tabIndex={-1}
                    onKeyDown={moveFocus}
                >
                    {invitable &&
                        <button
                            type='button'
                            role='menuitem'
                            tabIndex={-1}
                            className='whereby-menu-entry'
                            onClick={() => {
                                setOpen(false);
                                buttonRef.current?.focus();
                                onInvite();
                            }}
                        >
                            <FormattedMessage id='whereby.card.invite'/>
                        </button>
                    }
                    {endable &&
                        <button
                            type='button'
                            role='menuitem'
                            tabIndex={-1}
                            className='whereby-menu-entry whereby-danger'
                            onClick={() => {
                                setOpen(false);
                                onEnd();
                            }}
                        >
                            <FormattedMessage id='whereby.card.end'/>
                        </button>
                    }
                </div>
            }
        </div>
    );
}
