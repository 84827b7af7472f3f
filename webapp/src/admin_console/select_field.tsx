import React from 'react';
import type {ReactNode} from 'react';

import {Field} from './field';

interface Props<T extends string> {
    label: ReactNode;
    hint?: ReactNode;
    value: T;
    options: readonly (readonly [value: T, text: string])[];
    disabled: boolean;
    onChange: (value: T) => void;
}

/** One of some. */
export function SelectField<T extends string>({label, hint, value, options, disabled, onChange}: Props<T>) {
    return (
        <Field
            label={label}
            hint={hint}
        >
            {(aria) => (
                <select
                    {...aria}
                    className='form-control'
                    value={value}
                    disabled={disabled}
                    onChange={(event) => {
                        onChange(event.target.value as T);
                    }}
                >
                    {options.map(([name, text]) => (
                        <option
                            key={name}
                            value={name}
                        >
                            {text}
                        </option>
                    ))}
                </select>
            )}
        </Field>
    );
}
