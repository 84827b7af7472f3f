import React, {useEffect, useRef, useState} from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {AddIcon} from './icons';
import {ListRow} from './list_row';
import type {RowAction} from './list_row';
import {useEntries} from './use_entries';

interface Props<T> {
    list: T[];
    max: number;
    disabled: boolean;

    /** What the button that adds one says. */
    addText: ReactNode;

    /** What stands there while there are none. */
    emptyText: ReactNode;
    nameOf: (item: T) => string;

    /** Beside the name, while the item is closed. */
    summary: (item: T) => ReactNode;

    /** Whether something is wrong with it. */
    isBad: (item: T) => boolean;
    create: () => T;
    copy: (item: T) => T;

    /** Changes other items to fit with the one at an index. */
    tidy?: (list: T[], index: number) => T[];
    form: (item: T, onChange: (changes: Partial<T>) => void) => ReactNode;
    onChange: (list: T[]) => void;
}

/** A list whose items are opened one at a time, to be changed in a form. */
export function ListEditor<T>({list, max, disabled, addText, emptyText, nameOf, summary, isBad, create, copy, tidy, form, onChange}: Props<T>) {
    const {formatMessage} = useIntl();
    const {entries, insert, change, remove, move} = useEntries(list, onChange, tidy);
    const [open, setOpen] = useState<number>();
    const [gone, setGone] = useState<{item: T; index: number}>();
    const [said, setSaid] = useState('');
    const [focus, setFocus] = useState<string>();
    const root = useRef<HTMLDivElement>(null);
    const full = entries.length >= max;

    // The browser takes the focus from what is moved or taken away.
    useEffect(() => {
        if (focus) {
            root.current?.querySelector<HTMLElement>(focus)?.focus();
            setFocus(undefined);
        }
    }, [focus]);

    const add = (item: T, index: number) => {
        const key = insert(item, index);
        setOpen(key);
        setFocus(`[data-key="${key}"] .whereby-item-form input`);
    };
    const act = (action: RowAction, key: number) => {
        const index = entries.findIndex((entry) => entry.key === key);
        const item = entries[index]?.item;
        if (!item) {
            return;
        }
        switch (action) {
        case 'toggle':
            setOpen(open === key ? undefined : key);
            break;
        case 'up':
        case 'down': {
            const by = action === 'up' ? -1 : 1;
            move(key, by);
            setSaid(formatMessage({id: 'whereby.admin.moved'}, {name: nameOf(item), place: index + by + 1, count: entries.length}));
            setFocus(`[data-key="${key}"] [data-action="${action}"]`);
            break;
        }
        case 'copy':
            add(copy(item), index + 1);
            break;
        case 'delete':
            remove(key);
            setGone({item, index});
            setFocus('.whereby-undo button');
            break;
        }
    };

    return (
        <div
            ref={root}
            className='whereby-list'
        >
            {entries.length === 0 && <div className='whereby-list-empty'>{emptyText}</div>}
            {entries.length > 0 && (
                <ul>
                    {entries.map(({key, item}, index) => (
                        <ListRow
                            key={key}
                            itemKey={key}
                            name={nameOf(item)}
                            summary={summary(item)}
                            open={open === key}
                            bad={isBad(item)}
                            first={index === 0}
                            last={index === entries.length - 1}
                            full={full}
                            disabled={disabled}
                            onAction={act}
                        >
                            {open === key && form(item, (changes) => {
                                change(key, changes);
                            })}
                        </ListRow>
                    ))}
                </ul>
            )}
            <div className='whereby-list-foot'>
                <button
                    type='button'
                    className='whereby-button whereby-button-quiet whereby-add'
                    disabled={disabled || full}
                    onClick={() => {
                        add(create(), entries.length);
                    }}
                >
                    <AddIcon/>
                    {addText}
                </button>
                {full && (
                    <span className='whereby-field-hint'>
                        <FormattedMessage
                            id='whereby.admin.full'
                            values={{max}}
                        />
                    </span>
                )}
                <div
                    role='status'
                    className='whereby-undo'
                >
                    {gone && (
                        <>
                            <FormattedMessage
                                id='whereby.admin.deleted'
                                values={{name: nameOf(gone.item) || formatMessage({id: 'whereby.admin.nameless'})}}
                            />
                            <button
                                type='button'
                                className='whereby-text-button'
                                onClick={() => {
                                    const key = insert(gone.item, gone.index);
                                    setGone(undefined);
                                    setFocus(`[data-key="${key}"] .whereby-item-open`);
                                }}
                            >
                                <FormattedMessage id='whereby.admin.undo'/>
                            </button>
                        </>
                    )}
                </div>
            </div>
            <div
                role='status'
                className='whereby-hidden'
            >
                {said}
            </div>
        </div>
    );
}
