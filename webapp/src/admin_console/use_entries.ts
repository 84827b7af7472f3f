import {useRef, useState} from 'react';

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
    change: (key: number, changes: Partial<T>) => void;
    remove: (key: number) => void;
    move: (key: number, by: -1 | 1) => void;
}

/**
 * A list that somebody else holds, with keys. `tidy` changes other items of the
 * list to fit with the one at an index.
 */
export function useEntries<T>(list: T[], onChange: (list: T[]) => void, tidy?: (list: T[], index: number) => T[]): Entries<T> {
    const [known, setKnown] = useState(() => keyed(list, 0));
    const next = useRef(list.length);

    // Uploads end at any time, so that changes start from the latest list and not from what was drawn last.
    const latest = useRef(known);

    // Saving gives the same list again, in other objects.
    if (JSON.stringify(items(known)) !== JSON.stringify(list)) {
        latest.current = keyed(list, next.current);
        next.current += list.length;
        setKnown(latest.current);
    }

    const set = (changed: Entry<T>[]) => {
        latest.current = changed;
        setKnown(changed);
        onChange(items(changed));
    };
    const setAt = (changed: Entry<T>[], index: number) => {
        const tidied = tidy?.(items(changed), index);
        set(tidied ? changed.map(({key, item}, at) => ({key, item: tidied[at] ?? item})) : changed);
    };
    const indexOf = (key: number) => latest.current.findIndex((entry) => entry.key === key);
    return {
        entries: latest.current,
        insert: (item, index) => {
            const key = next.current++;
            setAt(latest.current.toSpliced(index, 0, {key, item}), index);
            return key;
        },
        change: (key, changes) => {
            if (indexOf(key) >= 0) {
                setAt(latest.current.map((entry) => (entry.key === key ? {key, item: {...entry.item, ...changes}} : entry)), indexOf(key));
            }
        },
        remove: (key) => {
            set(latest.current.filter((entry) => entry.key !== key));
        },
        move: (key, by) => {
            const from = indexOf(key);
            const moved = latest.current[from];
            if (moved && latest.current[from + by]) {
                set(latest.current.toSpliced(from, 1).toSpliced(from + by, 0, moved));
            }
        },
    };
}

const items = <T>(entries: Entry<T>[]): T[] => entries.map(({item}) => item);

const keyed = <T>(list: T[], first: number): Entry<T>[] => list.map((item, index) => ({key: first + index, item}));
