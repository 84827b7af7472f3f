import React from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage} from 'react-intl';

import {Field} from './field';

interface Props {
    label: ReactNode;
    hint?: ReactNode;
    problem?: string;
    value: string;

    /** For what is no prose, such as names: it has no spelling, and runs from left to right. */
    code?: boolean;
    placeholder?: string;
    disabled: boolean;
    onChange: (value: string) => void;
}

/** A line of text. */
export function TextField({label, hint, problem, value, code, placeholder, disabled, onChange}: Props) {
    return (
        <Field
            label={label}
            hint={hint}
            problem={problem}
        >
            {(aria) => (
                <input
                    {...aria}
                    type='text'
                    className='form-control'
                    dir={code ? 'ltr' : 'auto'}
                    autoComplete='off'
                    spellCheck={code ? false : undefined}
                    placeholder={placeholder}
                    value={value}
                    disabled={disabled}
                    onChange={(event) => {
                        onChange(event.target.value);
                    }}
                />
            )}
        </Field>
    );
}

/** The name of an item of a list. */
export function NameField({onChange, ...props}: Omit<Props, 'label' | 'code'>) {
    return (
        <TextField
            {...props}
            label={<FormattedMessage id='whereby.admin.name'/>}
            code={true}
            onChange={(value) => {
                onChange(value.trim().toLowerCase());
            }}
        />
    );
}
