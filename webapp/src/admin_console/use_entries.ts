import {useState} from 'react';

/** An item of a list with a key that it keeps wherever it is moved. */
export interface Entry<T> {
    key: number;
    item: T;
}

/** What can be done to a list. */
export interface Entries<T> {
    entries: Entry<T>[];

    /** Gives the new entry's key. */
    insert: (item: T, index: number) => number;
    replace: (key: number, item: T) => void;
    remove: (key: number) => void;
    move: (key: number, by: -1 | 1) => void;
}

/**
 * A list that somebody else holds, with keys. `tidy` changes other items of the
 * list to fit with the one at an index.
 */
export function useEntries<T>(list: T[], onChange: (list: T[]) => void, tidy?: (list: T[], index: number) => T[]): Entries<T> {
    const [next, setNext] = useState(list.length);
    const [known, setKnown] = useState(() => keyed(list, 0));

    // Saving gives the same list again, in other objects.
    let entries = known;
    if (JSON.stringify(known.map(({item}) => item)) !== JSON.stringify(list)) {
        entries = keyed(list, next);
        setKnown(entries);
        setNext(next + list.length);
    }

    const set = (changed: Entry<T>[]) => {
        setKnown(changed);
        onChange(changed.map(({item}) => item));
    };
    const setAt = (changed: Entry<T>[], index: number) => {
        const items = tidy?.(changed.map(({item}) => item), index);
        set(items ? changed.map(({key, item}, at) => ({key, item: items[at] ?? item})) : changed);
    };
    return {
        entries,
        insert: (item, index) => {
            setAt(entries.toSpliced(index, 0, {key: next, item}), index);
            setNext(next + 1);
            return next;
        },
        replace: (key, item) => {
            setAt(entries.map((entry) => (entry.key === key ? {key, item} : entry)), entries.findIndex((entry) => entry.key === key));
        },
        remove: (key) => {
            set(entries.filter((entry) => entry.key !== key));
        },
        move: (key, by) => {
            const from = entries.findIndex((entry) => entry.key === key);
            const [moved] = entries.slice(from, from + 1);
            if (moved && entries[from + by]) {
                set(entries.toSpliced(from, 1).toSpliced(from + by, 0, moved));
            }
        },
    };
}

function keyed<T>(list: T[], first: number): Entry<T>[] {
    return list.map((item, index) => ({key: first + index, item}));
}
