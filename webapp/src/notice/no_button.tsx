import React, {useEffect, useRef} from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage} from 'react-intl';

interface Props {
    onClick: () => void;

    /** Cancel, unless it says something else. */
    children?: ReactNode;
}

/** The answer to a question that changes nothing: it has the focus when the question comes. */
export function NoButton({onClick, children}: Props) {
    const button = useRef<HTMLButtonElement>(null);
    useEffect(() => {
        button.current?.focus();
    }, []);

    return (
        <button
            type='button'
            ref={button}
            className='whereby-button whereby-button-quiet'
            onClick={onClick}
        >
            {children ?? <FormattedMessage id='whereby.end.cancel'/>}
        </button>
    );
}
