import React, {useId} from 'react';
import type {ReactNode} from 'react';

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
    const id = useId();
    return (
        <div className='whereby-field'>
            <span
                id={`${id}label`}
                className='whereby-field-label'
            >
                {label}
            </span>
            <div>
                <div
                    role='group'
                    className='whereby-checks'
                    aria-labelledby={`${id}label`}
                    aria-describedby={`${id}problem ${id}hint`}
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
                </div>
                <div
                    id={`${id}problem`}
                    className='whereby-field-problem'
                    aria-live='polite'
                >
                    {problem}
                </div>
                <div
                    id={`${id}hint`}
                    className='whereby-field-hint'
                >
                    {hint}
                </div>
            </div>
        </div>
    );
}
