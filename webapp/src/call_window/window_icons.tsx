import React from 'react';

import {Icon} from '../icons/icons';

export function MoveIcon() {
    return (
        <Icon>
            <path
                d='M9 6h.01M9 12h.01M9 18h.01M15 6h.01M15 12h.01M15 18h.01'
                strokeWidth='3'
            />
        </Icon>
    );
}

export function MinimiseIcon() {
    return <Icon><path d='M5 18h14'/></Icon>;
}

export function RestoreIcon() {
    return <Icon><path d='m6 15 6-6 6 6'/></Icon>;
}

export function PopOutIcon() {
    return <Icon><path d='M13 5h6v6M19 5l-8 8M17 14v5H5V7h5'/></Icon>;
}

export function LeaveIcon() {
    return (
        <Icon>
            <path
                d='M3 15.5c-.6-1.8 0-3.4 1.3-4.3a13.5 13.5 0 0 1 15.4 0c1.3.9 1.9 2.5 1.3 4.3-.2.6-.8.9-1.4.7l-3.4-.9a1.2 1.2 0 0 1-.9-1.2v-1.9a11 11 0 0 0-6.6 0v1.9c0 .6-.4 1-.9 1.2l-3.4.9c-.6.2-1.2-.1-1.4-.7z'
                fill='currentColor'
                stroke='none'
            />
        </Icon>
    );
}
