import React from 'react';

import type {Finding} from './admin_client';
import {Icon} from '../icons/icons';

export function UpIcon() {
    return <Icon><path d='M12 19V5M6 11l6-6 6 6'/></Icon>;
}

export function DownIcon() {
    return <Icon><path d='M12 5v14M6 13l6 6 6-6'/></Icon>;
}

export function CopyIcon() {
    return (
        <Icon>
            <rect
                x='8.5'
                y='8.5'
                width='12'
                height='12'
                rx='2'
            />
            <path d='M15.5 4.5a2 2 0 0 0-1.5-1H5.5a2 2 0 0 0-2 2V14a2 2 0 0 0 1 1.5'/>
        </Icon>
    );
}

export function DeleteIcon() {
    return <Icon><path d='M4 6.5h16M9 6.5V4h6v2.5M6 6.5 7 20h10l1-13.5M10 10.5v6M14 10.5v6'/></Icon>;
}

export function AddIcon() {
    return <Icon><path d='M12 5v14M5 12h14'/></Icon>;
}

/** Turned by the style sheet when what it stands before is open. */
export function OpenIcon() {
    return <Icon><path d='m9 6 6 6-6 6'/></Icon>;
}

/** How good or bad something is. */
export function LevelIcon({level}: {level: Finding['level']}) {
    return (
        <span className={`whereby-level whereby-level-${level}`}>
            {level === 'ok' && <Icon><path d='M4.5 12.5 9.5 17.5 19.5 7'/></Icon>}
            {level === 'warning' && <Icon><path d='M12 3.5 2.5 20h19zM12 10v4.5M12 17.2v.1'/></Icon>}
            {level === 'problem' && (
                <Icon>
                    <circle
                        cx='12'
                        cy='12'
                        r='9'
                    />
                    <path d='M12 7.5v5M12 16.2v.1'/>
                </Icon>
            )}
        </span>
    );
}
