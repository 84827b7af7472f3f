import React, {useId} from 'react';
import type {ReactNode} from 'react';

import {FieldProblem} from './field_problem';

interface Props {
    className: string;
    on: boolean;
    onChange: (on: boolean) => void;

    /** It cannot be turned, since something else has it so. */
    fixed?: boolean;
    icon: ReactNode;
    label: string;

    /** What it means for the people in the call. */
    hint: string;
    problem?: string;
}

/** One thing to turn on or off. */
export function Switch({className, on, fixed, onChange, icon, label, hint, problem}: Props) {
    const id = useId();
    return (
        <div className='whereby-dialog-row'>
            <div className='whereby-dialog-switch'>
                {icon}
                <span className='whereby-dialog-words'>
                    <label htmlFor={id}>{label}</label>
                    <span
                        id={`${id}hint`}
                        className='whereby-dialog-hint'
                    >
                        {hint}
                    </span>
                </span>
                <input
                    id={id}
                    type='checkbox'
                    role='switch'
                    className={className}
                    checked={on}
                    disabled={fixed}
                    aria-checked={on}
                    aria-invalid={problem !== undefined}
                    aria-describedby={problem ? `${id}problem` : `${id}hint`}
                    onChange={(event) => {
                        onChange(event.target.checked);
                    }}
                />
            </div>
            <FieldProblem
                id={`${id}problem`}
                text={problem}
            />
        </div>
    );
}
