import React, {useId, useState} from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import type {ConnectionClient} from './connection_client';
import {DropQuestion} from './drop_question';
import {KindIcon} from './icons';
import {kindName, standing} from './texts';
import type {Connection} from './types';
import {useSaving} from './use_saving';
import {DeleteIcon, LevelIcon, OpenIcon} from '../admin_console/icons';
import {useTimeFormat} from '../host/use_time_format';
import {NoticeText} from '../notice/notice_text';

interface Props {
    connection: Connection;
    client: ConnectionClient;
    open: boolean;
    disabled: boolean;
    onToggle: () => void;
    onChanged: (connection: Connection) => void;
    onDropped: () => void;

    /** The form, once it was opened. */
    children: ReactNode;
}

/** One connection: how it is, whether it is used, and its form. */
export function ConnectionRow({connection, client, open, disabled, onToggle, onChanged, onDropped, children}: Props) {
    const intl = useIntl();
    const {formatMessage} = intl;
    const id = useId();
    const time = useTimeFormat();
    const [asking, setAsking] = useState(false);
    const {busy, problems, notice, ask} = useSaving<'switch'>();
    const {name, kind, host, enabled} = connection;
    const {level, text} = standing(intl, time, connection, Date.now());
    const removes = formatMessage({id: 'whereby.admin.delete'}, {name});

    return (
        <li
            className='whereby-item whereby-connection'
            data-id={connection.id}
        >
            <div className='whereby-item-head'>
                <button
                    type='button'
                    className='whereby-item-open'
                    aria-expanded={open}
                    aria-controls={`${id}form`}
                    onClick={onToggle}
                >
                    <OpenIcon/>
                    <span className='whereby-connection-kind'><KindIcon kind={kind}/></span>
                    <span className='whereby-connection-name'>
                        <span
                            className='whereby-item-name'
                            dir='auto'
                        >
                            {name}
                        </span>
                        {' '}
                        <span className='whereby-item-summary'>{[kindName(intl, kind), host].filter(Boolean).join(' · ')}</span>
                    </span>
                    {' '}
                    <span className='whereby-connection-state'>
                        {level && <LevelIcon level={level}/>}
                        <span>{text}</span>
                    </span>
                </button>
                <label className='whereby-check'>
                    <input
                        type='checkbox'
                        role='switch'
                        aria-label={formatMessage({id: 'whereby.connections.used'}, {name})}
                        checked={enabled}
                        disabled={disabled}
                        onChange={() => {
                            if (!busy) {
                                void ask('switch', [], async () => {
                                    onChanged(await client.edit(connection.id, {enabled: !enabled}));
                                });
                            }
                        }}
                    />
                    <span aria-hidden='true'>{enabled ? <FormattedMessage id='whereby.admin.on'/> : <FormattedMessage id='whereby.admin.off'/>}</span>
                </label>
                <button
                    type='button'
                    className='whereby-icon-button'
                    data-action='delete'
                    title={removes}
                    aria-label={removes}
                    disabled={disabled}
                    onClick={() => {
                        setAsking(true);
                    }}
                >
                    <DeleteIcon/>
                </button>
            </div>
            <div role='alert'>
                {notice && <p className='whereby-setting-problem whereby-connection-problem'><NoticeText notice={notice}/></p>}
                {problems.length > 0 && <p className='whereby-setting-problem whereby-connection-problem'><FormattedMessage id='whereby.connections.incomplete'/></p>}
            </div>
            {asking && (
                <DropQuestion
                    name={name}
                    drop={() => client.drop(connection.id)}
                    onDropped={onDropped}
                    onCancel={() => {
                        setAsking(false);
                    }}
                />
            )}
            <div
                id={`${id}form`}
                className='whereby-item-form'
                hidden={!open}
            >
                {children}
            </div>
        </li>
    );
}
