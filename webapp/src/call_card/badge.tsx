import React from 'react';
import type {ReactNode} from 'react';

/** An icon that says something of the call, in words too. */
export function Badge({icon, text}: {icon: ReactNode; text: string}) {
    return (
        <span
            className='whereby-badge'
            role='img'
            aria-label={text}
            title={text}
        >
            {icon}
        </span>
    );
}
