import type {KeyboardEvent} from 'react';

/** Moves the focus among a menu's items, as its key events ask. */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitem"]')];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = {ArrowDown: (at + 1) % items.length, ArrowUp: (at + items.length - 1) % items.length, Home: 0, End: items.length - 1}[event.key];
    if (to !== undefined) {
        event.preventDefault();
        items[to]?.focus();
    }
}
