import React, {useId} from 'react';
import type {ReactNode} from 'react';

/** What ties an input to its label, its hint and what is wrong with it. */
export interface Aria {
    id: string;
    'aria-describedby': string;
    'aria-invalid': boolean;
}

interface Props {
    label: ReactNode;
    hint?: ReactNode;
    problem?: string;
    children: (aria: Aria) => ReactNode;
}

/** One line of a form: what it is, the input, what it means and what is wrong with it. */
export function Field({label, hint, problem, children}: Props) {
    const id = useId();
    return (
        <div className='whereby-field'>
            <label
                className='whereby-field-label'
                htmlFor={id}
            >
                {label}
            </label>
            <div>
                {children({id, 'aria-describedby': `${id}problem ${id}hint`, 'aria-invalid': problem !== undefined})}
                <FieldNotes
                    id={id}
                    hint={hint}
                    problem={problem}
                />
            </div>
        </div>
    );
}

/** What an input means and what is wrong with it: its description. */
export function FieldNotes({id, hint, problem}: {id: string; hint?: ReactNode; problem?: string}) {
    return (
        <>
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
        </>
    );
}

/** Lines of a form that belong together. */
export function FieldGroup({title, children}: {title: ReactNode; children: ReactNode}) {
    const id = useId();
    return (
        <div
            role='group'
            aria-labelledby={id}
            className='whereby-field-group'
        >
            <div
                id={id}
                className='whereby-field-title'
            >
                {title}
            </div>
            {children}
        </div>
    );
}
