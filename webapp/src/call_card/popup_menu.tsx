import React, {useEffect, useId, useRef, useState} from 'react';
import type {ReactNode, RefObject} from 'react';

import {moveFocus} from './menu_keys';
import {usePopup} from './use_popup';

/** Something to choose: a deed, or a link. */
export interface MenuEntry {
    text: ReactNode;
    danger?: boolean;
    href?: string;
    onChoose?: () => void;
}

interface Props {

    /** What the button says where it has no words. */
    label?: string;
    button: ReactNode;
    buttonRef: RefObject<HTMLButtonElement>;
    className: string;

    /** For a button with no room below. */
    above?: boolean;
    entries: MenuEntry[];
}

/** A button with a menu. The focus is back on the button before anything is done. */
export function PopupMenu({label, button, buttonRef, className, above, entries}: Props) {
    const [open, setOpen] = useState(false);
    const menu = useRef<HTMLDivElement>(null);
    const menuId = useId();

    const {place, onKeyDown} = usePopup(open, () => {
        setOpen(false);
    }, buttonRef);

    useEffect(() => {
        if (open) {
            menu.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
        }
    }, [open]);

    const entryProps = ({danger, onChoose}: MenuEntry) => ({
        role: 'menuitem',
        tabIndex: -1,
        className: `whereby-menu-entry${danger ? ' whereby-danger' : ''}`,
        onClick: () => {
            setOpen(false);
            buttonRef.current?.focus();
            onChoose?.();
        },
    });

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
                className={className}
                aria-label={label}
                aria-haspopup='menu'
                aria-expanded={open}
                aria-controls={open ? menuId : undefined}
                onClick={() => {
                    setOpen(!open);
                }}
            >
                {button}
            </button>
            {open &&
                <div
                    ref={menu}
                    className={`whereby-menu${above ? ' whereby-menu-above' : ''}`}
                    id={menuId}
                    role='menu'
                    tabIndex={-1}
                    onKeyDown={moveFocus}
                >
                    {entries.map((entry, index) => (entry.href ? (
                        <a
                            key={index}
                            href={entry.href}
                            target='_blank'
                            rel='noreferrer noopener'
                            {...entryProps(entry)}
                        >
                            {entry.text}
                        </a>
                    ) : (
                        <button
                            key={index}
                            type='button'
                            {...entryProps(entry)}
                        >
                            {entry.text}
                        </button>
                    )))}
                </div>
            }
        </div>
    );
}
