import React, {useEffect, useId, useRef, useState} from 'react';
import type {KeyboardEvent, ReactNode} from 'react';
import {FormattedMessage} from 'react-intl';

import modalCss from './start_dialog.css?inline';

interface Props {
    title: ReactNode;
    onClose: () => void;
    children: ReactNode;

    /** Of one kind of dialog, for its own rules. */
    className?: string;
    css?: string;
}

/**
 * A dialog that keeps the focus inside and gives it back afterwards. None of
 * its key events reaches Mattermost, which would move the focus to its message
 * box.
 */
export function Modal({title, onClose, children, className = '', css = ''}: Props) {
    const dialog = useRef<HTMLDivElement>(null);
    const id = useId();

    // Taken while drawing: afterwards, the dialog has the focus.
    const [before] = useState(() => document.activeElement);
    useEffect(() => () => {
        if (before instanceof HTMLElement) {
            before.focus();
        }
    }, [before]);

    const onKeyDown = (event: KeyboardEvent) => {
        event.stopPropagation();
        if (event.key === 'Escape') {
            onClose();
        } else if (event.key === 'Tab' && dialog.current) {
            turnRound(event, dialog.current);
        }
    };
    return (
        <div className='whereby-dialog-backdrop'>
            <style>{modalCss + css}</style>
            {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- only hears keys of what is in it */}
            <div
                ref={dialog}
                className={`whereby-dialog ${className}`}
                role='dialog'
                aria-modal='true'
                aria-labelledby={id}
                onKeyDown={onKeyDown}
            >
                <h2
                    id={id}
                    className='whereby-dialog-title'
                >
                    {title}
                </h2>
                {children}
            </div>
        </div>
    );
}

interface ButtonsProps {
    busy: boolean;

    /** Of the button that sends the form. */
    className: string;
    label: ReactNode;
    onCancel: () => void;
}

/** The end of a dialog's form. */
export function ModalButtons({busy, className, label, onCancel}: ButtonsProps) {
    return (
        <div className='whereby-dialog-buttons'>
            <button
                type='button'
                className='whereby-button whereby-button-quiet whereby-dialog-cancel'
                onClick={onCancel}
            >
                <FormattedMessage id='whereby.end.cancel'/>
            </button>
            <button
                type='submit'
                className={`whereby-button whereby-button-primary ${className}`}
                aria-busy={busy}
                aria-disabled={busy}
            >
                <span className={busy ? 'whereby-busy' : 'whereby-idle'}>{label}</span>
                {busy && <span className='whereby-spinner'/>}
            </button>
        </div>
    );
}

function turnRound(event: KeyboardEvent, dialog: HTMLElement): void {
    const stops = [...dialog.querySelectorAll<HTMLElement>('button, input, select')].filter((stop) => !stop.closest('[hidden]'));
    const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    const active = document.activeElement;
    if (active === from || !(active && stops.includes(active as HTMLElement))) {
        event.preventDefault();
        to?.focus();
    }
}
