import React from 'react';
import type {ReactNode} from 'react';

import {GroupField} from './group_field';

interface Props {
    label: ReactNode;

    /** Beside the box. */
    text: ReactNode;
    checked: boolean;
    disabled: boolean;
    onChange: (checked: boolean) => void;
}

/** Something that is so or not. */
export function CheckField({label, text, checked, disabled, onChange}: Props) {
    return (
        <GroupField
            label={label}
            role='group'
        >
            <label className='whereby-check'>
                <input
                    type='checkbox'
                    checked={checked}
                    disabled={disabled}
                    onChange={(event) => {
                        onChange(event.target.checked);
                    }}
                />
                <span>{text}</span>
            </label>
        </GroupField>
    );
}
