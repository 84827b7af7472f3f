import React from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage} from 'react-intl';

import {Field} from './field';

interface Props {
    label: ReactNode;
    hint?: ReactNode;
    problem?: string;

    /** In minutes; undefined for none. */
    value: number | undefined;

    /** What none means. */
    placeholder: string;
    disabled: boolean;
    onChange: (value: number | undefined) => void;
}

/** A number of minutes, or none. */
export function NumberField({label, hint, problem, value, placeholder, disabled, onChange}: Props) {
    return (
        <Field
            label={label}
            hint={hint}
            problem={problem}
        >
            {(aria) => (
                <div className='whereby-minutes'>
                    <input
                        {...aria}
                        type='number'
                        className='form-control'
                        inputMode='numeric'
                        min={1}
                        step={1}
                        placeholder={placeholder}
                        value={value ?? ''}
                        disabled={disabled}
                        onChange={(event) => {
                            onChange(event.target.value === '' ? undefined : Number(event.target.value));
                        }}
                    />
                    <span aria-hidden='true'><FormattedMessage id='whereby.admin.minutes'/></span>
                </div>
            )}
        </Field>
    );
}
