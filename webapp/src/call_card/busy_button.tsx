import React from 'react';
import type {ReactNode} from 'react';

interface Props {
    busy: boolean;
    className: string;
    onClick: () => void;
    children: ReactNode;
}

/** A button that turns into a spinner of the same width while its work goes on, and then takes no clicks. */
export function BusyButton({busy, className, onClick, children}: Props) {
    return (
        <button
            type='button'
            className={className}
            aria-busy={busy}
            aria-disabled={busy}
            onClick={() => {
                if (!busy) {
                    onClick();
                }
            }}
        >
            <span className={busy ? 'whereby-busy' : 'whereby-idle'}>{children}</span>
            {busy && <span className='whereby-spinner'/>}
        </button>
    );
}
