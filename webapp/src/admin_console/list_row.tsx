import React, {useId} from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {CopyIcon, DeleteIcon, DownIcon, LevelIcon, OpenIcon, UpIcon} from './icons';

/** What the buttons of an item do. */
export type RowAction = 'toggle' | 'up' | 'down' | 'copy' | 'delete';

interface Props {
    itemKey: number;
    name: string;
    summary: ReactNode;
    open: boolean;
    bad: boolean;
    first: boolean;
    last: boolean;

    /** Whether the list takes no more. */
    full: boolean;
    disabled: boolean;
    onAction: (action: RowAction, key: number) => void;

    /** The form, while the item is open. */
    children: ReactNode;
}

/** One item of a list: its name, its buttons, and its form while it is open. */
export function ListRow({itemKey, name, summary, open, bad, first, last, full, disabled, onAction, children}: Props) {
    const {formatMessage} = useIntl();
    const id = useId();
    const shown = name || formatMessage({id: 'whereby.admin.nameless'});
    const buttons: {action: RowAction; label: string; icon: ReactNode; off: boolean}[] = [
        {action: 'up', label: formatMessage({id: 'whereby.admin.move_up'}, {name: shown}), icon: <UpIcon/>, off: disabled || first},
        {action: 'down', label: formatMessage({id: 'whereby.admin.move_down'}, {name: shown}), icon: <DownIcon/>, off: disabled || last},
        {action: 'copy', label: formatMessage({id: 'whereby.admin.copy'}, {name: shown}), icon: <CopyIcon/>, off: disabled || full},
        {action: 'delete', label: formatMessage({id: 'whereby.admin.delete'}, {name: shown}), icon: <DeleteIcon/>, off: disabled},
    ];
    return (
        <li
            className='whereby-item'
            data-key={itemKey}
        >
            <div className='whereby-item-head'>
                <button
                    type='button'
                    className='whereby-item-open'
                    aria-expanded={open}
                    aria-controls={`${id}form`}
                    onClick={() => {
                        onAction('toggle', itemKey);
                    }}
                >
                    <OpenIcon/>
                    <span className='whereby-item-name'>{shown}</span>
                    <span className='whereby-item-summary'>{summary}</span>
                    {bad && (
                        <span className='whereby-item-bad'>
                            <LevelIcon level='problem'/>
                            <FormattedMessage id='whereby.admin.incomplete'/>
                        </span>
                    )}
                </button>
                {buttons.map(({action, label, icon, off}) => (
                    <button
                        key={action}
                        type='button'
                        className='whereby-icon-button'
                        data-action={action}
                        title={label}
                        aria-label={label}
                        aria-disabled={off}
                        onClick={() => {
                            if (!off) {
                                onAction(action, itemKey);
                            }
                        }}
                    >
                        {icon}
                    </button>
                ))}
            </div>
            <div
                id={`${id}form`}
                className='whereby-item-form'
                hidden={!open}
            >
                {children}
            </div>
        </li>
    );
}
