import React from 'react';
import type {ReactNode} from 'react';

import {GroupField} from '../admin_console/group_field';

interface Props {
    label: ReactNode;
    hint?: ReactNode;
    problem?: string;
    options: readonly (readonly [value: string, text: ReactNode])[];
    chosen: string[];
    disabled: boolean;

    /** Gets what is chosen in the order of the options. */
    onChange: (chosen: string[]) => void;
}

/** Any number of some. */
export function ChecksField({label, hint, problem, options, chosen, disabled, onChange}: Props) {
    return (
        <GroupField
            label={label}
            hint={hint}
            problem={problem}
            role='group'
            className='whereby-checks'
        >
            {options.map(([value, text]) => (
                <label
                    key={value}
                    className='whereby-check'
                >
                    <input
                        type='checkbox'
                        value={value}
                        checked={chosen.includes(value)}
                        aria-invalid={problem !== undefined}
                        disabled={disabled}
                        onChange={({target: {checked}}) => {
                            onChange(options.map(([other]) => other).filter((other) => (other === value ? checked : chosen.includes(other))));
                        }}
                    />
                    <span>{text}</span>
                </label>
            ))}
        </GroupField>
    );
}
