import React from 'react';

/** What is wrong with a field, below it; read out when it comes. */
export function FieldProblem({id, text}: {id: string; text?: string}) {
    return (
        <div
            id={id}
            role='alert'
            className={text ? 'whereby-dialog-problem' : undefined}
        >
            {text}
        </div>
    );
}
