import React from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {Disclosure} from './disclosure';
import type {CallFile} from '../calls/types';
import {useTimeFormat} from '../host/use_time_format';
import {hostWindow} from '../host/window';
import {FileIcon} from '../icons/icons';

/** What a call left behind: one thing as a link, several in a box. */
export function CallFiles({files}: {files: CallFile[]}) {
    const {formatMessage} = useIntl();
    const [only] = files;
    if (!only) {
        return null;
    }
    if (files.length === 1) {
        return (
            <FileLink
                file={only}
                className='whereby-button whereby-button-quiet'
            >
                <FileIcon/>
                <Kind of={only}/>
            </FileLink>
        );
    }
    return (
        <Disclosure
            className='whereby-button whereby-button-quiet'
            summary={
                <>
                    <FileIcon/>
                    <FormattedMessage
                        id='whereby.files.count'
                        values={{count: files.length}}
                    />
                </>
            }
            title={formatMessage({id: 'whereby.files.title'})}
        >
            <FileList files={files}/>
        </Disclosure>
    );
}

/** What a call left behind, one per line. */
export function FileList({files}: {files: CallFile[]}) {
    return (
        <ul className='whereby-people'>
            {files.map((file) => <FileLine key={file.id} file={file}/>)}
        </ul>
    );
}

function FileLine({file}: {file: CallFile}) {
    const {formatTime} = useIntl();
    const time = useTimeFormat();
    return (
        <li>
            <FileLink
                file={file}
                className='whereby-link'
            >
                <Kind of={file}/>
            </FileLink>
            {' '}
            <bdi
                className='whereby-person-name'
                title={file.name}
            >
                {file.name}
            </bdi>
            {' '}
            <span className='whereby-person-time'>{formatTime(file.ready_at, time)}</span>
        </li>
    );
}

function FileLink({file, className, children}: {file: CallFile; className: string; children: ReactNode}) {
    return (
        <a
            className={className}
            href={(hostWindow().basename ?? '') + file.url}
            target='_blank'
            rel='noopener noreferrer'
            title={file.name}
        >
            {children}
        </a>
    );
}

function Kind({of: {kind}}: {of: CallFile}) {
    return kind === 'recording' ? <FormattedMessage id='whereby.files.recording'/> : <FormattedMessage id='whereby.files.transcript'/>;
}
