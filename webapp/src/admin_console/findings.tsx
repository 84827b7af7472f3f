import React from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage} from 'react-intl';

import type {Finding} from './admin_client';
import {LevelIcon} from './icons';

interface Props {
    findings: {level: Finding['level']; code: string; text: ReactNode}[];
}

/** What was found, each with how good or bad it is. */
export function Findings({findings}: Props) {
    return (
        <ul className='whereby-findings'>
            {findings.map(({level, code, text}) => (
                <li
                    key={code}
                    className='whereby-finding'
                >
                    <LevelIcon level={level}/>
                    <span>
                        {level === 'warning' && <span className='whereby-hidden'><FormattedMessage id='whereby.admin.level_warning'/>{' '}</span>}
                        {level === 'problem' && <span className='whereby-hidden'><FormattedMessage id='whereby.admin.level_problem'/>{' '}</span>}
                        {text}
                    </span>
                </li>
            ))}
        </ul>
    );
}
