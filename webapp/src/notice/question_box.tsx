import React, {useEffect, useState} from 'react';
import type {ReactNode} from 'react';

interface Props {
    className: string;

    /** The question, for screen readers. */
    label: string;

    /** Id of the element that tells more. */
    describedBy?: string;
    onCancel: () => void;

    /** One of the buttons in it is to take the focus. */
    children: ReactNode;
}

/** The box of a question: Escape says no, and afterwards the focus is where it was before. */
export function QuestionBox({className, label, describedBy, onCancel, children}: Props) {
    // Taken while drawing: afterwards, the question has the focus.
    const [before] = useState(() => document.activeElement);
    useEffect(() => () => {
        if (before instanceof HTMLElement) {
            before.focus();
        }
    }, [before]);

    return (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- only hears keys of the buttons in it
        <div
            className={`whereby-toast whereby-question-box ${className}`}
            role='alertdialog'
            aria-label={label}
            aria-describedby={describedBy}
            tabIndex={-1}
            onKeyDown={(event) => {
                if (event.key === 'Escape') {
                    event.stopPropagation();
                    onCancel();
                }
            }}
        >
            {children}
        </div>
    );
}
