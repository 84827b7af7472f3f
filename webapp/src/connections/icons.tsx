import React from 'react';

import type {Kind} from './types';
import {Icon} from '../icons/icons';

/** A drawing for a kind of service; none is a logo. */
export function KindIcon({kind}: {kind: Kind}) {
    switch (kind) {
    case 'slack':
        return <Icon><path d='M9.5 4v16M14.5 4v16M4 9.5h16M4 14.5h16'/></Icon>;
    case 'ga4':
        return <Icon><path d='M5.5 20v-5M12 20v-9M18.5 20V4'/></Icon>;
    case 'mixpanel':
        return <Icon><path d='M3.5 5h17l-6.5 8v6l-4 2v-8z'/></Icon>;
    default:
        return (
            <Icon>
                <circle
                    cx='12'
                    cy='6.5'
                    r='3'
                />
                <circle
                    cx='5.5'
                    cy='17.5'
                    r='3'
                />
                <circle
                    cx='18.5'
                    cy='17.5'
                    r='3'
                />
                <path d='M10.5 9.2 7 14.9M13.5 9.2l3.5 5.7M8.5 17.5h7'/>
            </Icon>
        );
    }
}
