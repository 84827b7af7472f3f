import {useEffect, useState} from 'react';
import type {KeyboardEvent, RefObject} from 'react';

/**
 * Keeps the focus inside a dialog and gives it back afterwards. The handler is
 * for the dialog's key events: none of them reaches Mattermost, which would
 * move the focus to its message box.
 */
export function useModal(dialog: RefObject<HTMLElement>, close: () => void): (event: KeyboardEvent) => void {
    // Taken while drawing: afterwards, the dialog has the focus.
    const [before] = useState(() => document.activeElement);
    useEffect(() => () => {
        if (before instanceof HTMLElement) {
            before.focus();
        }
    }, [before]);

    return (event) => {
        event.stopPropagation();
        if (event.key === 'Escape') {
            close();
        } else if (event.key === 'Tab' && dialog.current) {
            turnRound(event, dialog.current);
        }
    };
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
