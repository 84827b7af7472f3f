import {useEffect, useRef} from 'react';
import type {KeyboardEvent, RefObject} from 'react';

interface Popup {

    /** For the element that holds the button and what it opens. */
    place: RefObject<HTMLDivElement>;

    /** For the same element: Escape closes and gives the focus back. */
    onKeyDown: (event: KeyboardEvent) => void;
}

/** Closes what a button has opened: on Escape, and once the person goes on elsewhere. */
export function usePopup(open: boolean, close: () => void, button: RefObject<HTMLButtonElement>): Popup {
    const place = useRef<HTMLDivElement>(null);
    const latestClose = useRef(close);
    latestClose.current = close;

    useEffect(() => {
        if (!open) {
            return undefined;
        }
        const closeOutside = (event: Event) => {
            if (!place.current?.contains(event.target as Node)) {
                latestClose.current();
            }
        };
        document.addEventListener('pointerdown', closeOutside);
        document.addEventListener('focusin', closeOutside);
        return () => {
            document.removeEventListener('pointerdown', closeOutside);
            document.removeEventListener('focusin', closeOutside);
        };
    }, [open]);

    const onKeyDown = (event: KeyboardEvent) => {
        if (open && event.key === 'Escape') {
            event.stopPropagation();
            close();
            button.current?.focus();
        }
    };
    return {place, onKeyDown};
}
