import React from 'react';
import type {ReactNode} from 'react';

/** A drawing of 24 by 24 lines. */
export function Icon({children, size = 16}: {children: ReactNode; size?: number}) {
    return (
        <svg
            className='whereby-icon'
            width={size}
            height={size}
            viewBox='0 0 24 24'
            fill='none'
            stroke='currentColor'
            strokeWidth='2'
            strokeLinecap='round'
            strokeLinejoin='round'
            aria-hidden='true'
        >
            {children}
        </svg>
    );
}

export function CameraIcon({size}: {size?: number}) {
    return (
        <Icon size={size}>
            <rect
                x='2.5'
                y='6'
                width='13'
                height='12'
                rx='2.5'
            />
            <path d='m15.5 11 6-3.5v9l-6-3.5'/>
        </Icon>
    );
}

export function AlertIcon() {
    return (
        <Icon>
            <circle
                cx='12'
                cy='12'
                r='9'
            />
            <path d='M12 7.5v5.5M12 16.4v.1'/>
        </Icon>
    );
}

export function LinkIcon() {
    return (
        <Icon>
            <path d='M10 13.5a4 4 0 0 0 6 .5l3-3a4.2 4.2 0 0 0-6-6l-1.5 1.5M14 10.5a4 4 0 0 0-6-.5l-3 3a4.2 4.2 0 0 0 6 6l1.5-1.5'/>
        </Icon>
    );
}

export function LockIcon() {
    return (
        <Icon>
            <rect
                x='5'
                y='10.5'
                width='14'
                height='10'
                rx='2'
            />
            <path d='M8 10.5V7.5a4 4 0 0 1 8 0v3'/>
        </Icon>
    );
}

export function MicrophoneIcon() {
    return (
        <Icon>
            <rect
                x='9'
                y='3'
                width='6'
                height='11'
                rx='3'
            />
            <path d='M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3'/>
        </Icon>
    );
}

export function PeopleIcon() {
    return (
        <Icon>
            <circle
                cx='9'
                cy='8'
                r='3.5'
            />
            <path d='M2.5 20a6.5 6.5 0 0 1 13 0M16 4.8a3.5 3.5 0 0 1 0 6.4M18 14a6.5 6.5 0 0 1 3.5 6'/>
        </Icon>
    );
}

export function RecordIcon() {
    return (
        <Icon>
            <circle
                cx='12'
                cy='12'
                r='8.5'
            />
            <circle
                cx='12'
                cy='12'
                r='3.5'
                fill='currentColor'
            />
        </Icon>
    );
}

export function CaptionsIcon() {
    return (
        <Icon>
            <path d='M5 5.5h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2M7 14.5h5M15.5 14.5H17M7 10.5h1.5M12 10.5h5'/>
        </Icon>
    );
}

export function StreamIcon() {
    return (
        <Icon>
            <path d='M12 12h.01M8.5 15.5a5 5 0 0 1 0-7M15.5 8.5a5 5 0 0 1 0 7M5.5 18.5a9.2 9.2 0 0 1 0-13M18.5 5.5a9.2 9.2 0 0 1 0 13'/>
        </Icon>
    );
}

export function MegaphoneIcon() {
    return (
        <Icon>
            <path d='M4 9.5v5l12 4v-13zM7 15.5V20h3.5v-3.3M19.5 9.5v5'/>
        </Icon>
    );
}

export function FileIcon() {
    return (
        <Icon>
            <path d='M13.5 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8.5zM13.5 3v5.5H19'/>
        </Icon>
    );
}

export function ClockIcon() {
    return (
        <Icon>
            <circle
                cx='12'
                cy='12'
                r='9'
            />
            <path d='M12 7v5l3.5 2'/>
        </Icon>
    );
}

export function CalendarIcon() {
    return (
        <Icon>
            <path d='M5 5.5h14a1.5 1.5 0 0 1 1.5 1.5v12a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 19V7A1.5 1.5 0 0 1 5 5.5M3.5 10h17M8 3v4M16 3v4'/>
        </Icon>
    );
}

export function MenuIcon() {
    return (
        <Icon size={18}>
            <path
                d='M5 12h.01M12 12h.01M19 12h.01'
                strokeWidth='3.5'
            />
        </Icon>
    );
}

export function ArrowIcon() {
    return (
        <Icon>
            <path d='m6 9.5 6 6 6-6'/>
        </Icon>
    );
}

export function CloseIcon() {
    return (
        <Icon>
            <path d='m6 6 12 12M18 6 6 18'/>
        </Icon>
    );
}

/** A picture for the App Bar, which takes a URL. */
export const APP_BAR_ICON = 'data:image/svg+xml,' + encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#1c58d9"/>' +
    '<rect x="4" y="7.5" width="10" height="9" rx="2" fill="#fff"/><path d="m15 11 5-2.8v7.6L15 13z" fill="#fff"/></svg>',
);
