import React, {useEffect, useRef, useState} from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage} from 'react-intl';

import {AddBar} from './add_bar';
import type {ConnectionClient} from './connection_client';
import {ConnectionForm} from './connection_form';
import {ConnectionRow} from './connection_row';
import {DeliveryLog} from './delivery_log';
import {MadeSecret} from './made_secret';
import type {Connection, DeliveryFilters, KindInfo} from './types';
import {useConnections} from './use_connections';
import {NoticeText} from '../notice/notice_text';

interface Props {
    id: string;
    helpText?: ReactNode;
    disabled: boolean;
    client: ConnectionClient;
}

/** System Console's list of the services that hear of calls, and what became of each event. */
export function Connections({id, helpText, disabled, client}: Props) {
    const root = useRef<HTMLDivElement>(null);
    const {connections, kinds, templates, notice, put, drop} = useConnections(client, root);
    const [adding, setAdding] = useState<KindInfo>();

    // Forms that were opened stay, with what is typed in them.
    const [forms, setForms] = useState<Record<string, 'open' | 'closed'>>({});
    const [secrets, setSecrets] = useState<Record<string, string>>({});
    const [filters, setFilters] = useState<DeliveryFilters>({connection: '', state: ''});
    const [focus, setFocus] = useState<string>();

    // The browser takes the focus from what goes away.
    useEffect(() => {
        const element = focus && root.current?.querySelector<HTMLElement>(focus);
        if (element) {
            element.focus();
            setFocus(undefined);
        }
    }, [focus, connections]);

    const saved = (connection: Connection) => {
        put(connection);
        setForms(without(forms, connection.id));
        if (connection.secret) {
            setSecrets({...secrets, [connection.id]: connection.secret});
        }
        setFocus(rowOf(connection.id));
    };

    return (
        <div
            id={id}
            ref={root}
            className='whereby-setting whereby-connections'
        >
            <div className='help-text'>
                {helpText}
                <FormattedMessage id='whereby.connections.saved_at_once'/>
            </div>
            <div role='alert'>
                {notice && <p className='whereby-setting-problem'><NoticeText notice={notice}/></p>}
            </div>
            {!connections && !notice && <p className='whereby-loading'><FormattedMessage id='whereby.admin.loading'/></p>}
            {connections && (
                <>
                    <div className='whereby-list'>
                        {connections.length === 0 && !adding && <div className='whereby-list-empty'><FormattedMessage id='whereby.connections.empty'/></div>}
                        {(connections.length > 0 || adding) && (
                            <ul>
                                {connections.map((connection) => {
                                    const kind = kinds.find((it) => it.kind === connection.kind);
                                    const form = forms[connection.id];
                                    const secret = secrets[connection.id];
                                    return (
                                        <ConnectionRow
                                            key={connection.id}
                                            connection={connection}
                                            client={client}
                                            open={form === 'open' || secret !== undefined}
                                            disabled={disabled}
                                            onToggle={() => {
                                                setForms({...forms, [connection.id]: form === 'open' ? 'closed' : 'open'});
                                            }}
                                            onChanged={put}
                                            onDropped={() => {
                                                drop(connection.id);
                                                setFocus('.whereby-add');
                                            }}
                                        >
                                            {secret && (
                                                <MadeSecret
                                                    secret={secret}
                                                    onDone={() => {
                                                        setSecrets(without(secrets, connection.id));
                                                        setFocus(rowOf(connection.id));
                                                    }}
                                                />
                                            )}
                                            {form && kind && (
                                                <>
                                                    <button
                                                        type='button'
                                                        className='whereby-text-button whereby-see-log'
                                                        onClick={() => {
                                                            setFilters({connection: connection.id, state: ''});
                                                            setFocus('.whereby-log select');
                                                        }}
                                                    >
                                                        <FormattedMessage id='whereby.connections.see_log'/>
                                                    </button>
                                                    <ConnectionForm
                                                        kind={kind}
                                                        connection={connection}
                                                        templates={templates}
                                                        client={client}
                                                        disabled={disabled}
                                                        onSaved={saved}
                                                        onCancel={() => {
                                                            setForms(without(forms, connection.id));
                                                            setFocus(rowOf(connection.id));
                                                        }}
                                                    />
                                                </>
                                            )}
                                        </ConnectionRow>
                                    );
                                })}
                                {adding && (
                                    <li className='whereby-item whereby-new-connection'>
                                        <div className='whereby-item-form'>
                                            <ConnectionForm
                                                key={adding.kind}
                                                kind={adding}
                                                templates={templates}
                                                client={client}
                                                disabled={disabled}
                                                onSaved={(connection) => {
                                                    setAdding(undefined);
                                                    saved(connection);
                                                }}
                                                onCancel={() => {
                                                    setAdding(undefined);
                                                    setFocus('.whereby-add');
                                                }}
                                            />
                                        </div>
                                    </li>
                                )}
                            </ul>
                        )}
                        {!adding && (
                            <AddBar
                                kinds={kinds}
                                disabled={disabled}
                                onPick={(kind) => {
                                    setAdding(kind);
                                    setFocus('.whereby-new-connection input');
                                }}
                            />
                        )}
                    </div>
                    <DeliveryLog
                        connections={connections}
                        filters={filters}
                        client={client}
                        onFilter={setFilters}
                    />
                </>
            )}
        </div>
    );
}

const rowOf = (id: string) => `[data-id="${id}"] .whereby-item-open`;

function without<T>(record: Record<string, T>, key: string): Record<string, T> {
    return Object.fromEntries(Object.entries(record).filter(([other]) => other !== key));
}
