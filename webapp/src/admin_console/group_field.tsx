import React, {useId} from 'react';
import type {ReactNode} from 'react';

import {FieldNotes} from './field';

interface Props {
    label: ReactNode;
    hint?: ReactNode;
    problem?: string;

    /** One of a radio group is chosen, any number of another. */
    role: 'group' | 'radiogroup';
    className?: string;
    children: ReactNode;
}

/** One line of a form that has several inputs in the place of one. */
export function GroupField({label, hint, problem, role, className, children}: Props) {
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
                    role={role}
                    className={className}
                    aria-labelledby={`${id}label`}
                    aria-describedby={`${id}problem ${id}hint`}
                >
                    {children}
                </div>
                <FieldNotes
                    id={id}
                    hint={hint}
                    problem={problem}
                />
            </div>
        </div>
    );
}
