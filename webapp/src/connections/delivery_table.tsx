import React, {useEffect, useRef, useState} from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {RawAnswer} from './test_outcome';
import {eventName, reasonText, stateName} from './texts';
import type {Connection, Delivery, DeliveryState} from './types';
import type {Finding} from '../admin_console/admin_client';
import {LevelIcon} from '../admin_console/icons';
import {BusyButton} from '../call_card/busy_button';
import {useTimeFormat} from '../host/use_time_format';

interface Props {
    deliveries: Delivery[];
    connections: Connection[];
    onRetry: (delivery: Delivery) => Promise<void>;
}

/**
 * Deliveries, newest first. On narrow screens each stands in a block of its own; the
 * roles are for browsers that then take the table for none.
 */
export function DeliveryTable({deliveries, connections, onRetry}: Props) {
    const {formatMessage} = useIntl();
    const columns = {
        event: formatMessage({id: 'whereby.connections.column_event'}),
        connection: formatMessage({id: 'whereby.connections.connection'}),
        call: formatMessage({id: 'whereby.connections.column_call'}),
        state: formatMessage({id: 'whereby.connections.state'}),
        tries: formatMessage({id: 'whereby.connections.column_tries'}),
        answer: formatMessage({id: 'whereby.connections.column_answer'}),
        next: formatMessage({id: 'whereby.connections.column_next'}),
    };
    return (
        <table
            className='whereby-log-table'
            role='table'
            aria-label={formatMessage({id: 'whereby.connections.log'})}
        >
            <thead>
                <tr role='row'>
                    {Object.entries(columns).map(([name, text]) => (
                        <th
                            key={name}
                            scope='col'
                            role='columnheader'
                        >
                            {text}
                        </th>
                    ))}
                </tr>
            </thead>
            <tbody>
                {deliveries.map((delivery) => (
                    <Line
                        key={delivery.id}
                        delivery={delivery}
                        connection={connections.find(({id}) => id === delivery.connection_id)}
                        columns={columns}
                        onRetry={onRetry}
                    />
                ))}
            </tbody>
        </table>
    );
}

const LEVELS: Record<DeliveryState, Finding['level'] | undefined> = {pending: undefined, done: 'ok', dead: 'problem', dropped: 'warning'};

interface LineProps {
    delivery: Delivery;
    connection?: Connection;
    columns: Record<'connection' | 'call' | 'state' | 'tries' | 'answer' | 'next', string>;
    onRetry: (delivery: Delivery) => Promise<void>;
}

function Line({delivery, connection, columns, onRetry}: LineProps) {
    const intl = useIntl();
    const time = useTimeFormat();
    const [busy, setBusy] = useState(false);
    const [retried, setRetried] = useState(false);
    const row = useRef<HTMLTableRowElement>(null);
    const {event, call_id: callId, state, tries, status, reason, created_at: created} = delivery;
    const failed = reason !== '' || status >= 300 || delivery.error !== '';
    const level = state === 'pending' && failed ? 'warning' : LEVELS[state];

    // What a connection did not send while it was off, it can once it is on again.
    const retryable = state === 'pending' || state === 'dead' || (state === 'dropped' && Boolean(connection?.enabled) && connection?.off === '');
    const name = eventName(intl, event);

    // The button goes once there is nothing to retry, and the focus with it.
    useEffect(() => {
        if (retried && !retryable && document.activeElement === document.body) {
            row.current?.focus();
        }
    }, [retried, retryable]);

    const retry = async () => {
        setBusy(true);
        await onRetry(delivery);
        setRetried(true);
        setBusy(false);
    };
    return (
        <tr
            ref={row}
            role='row'
            data-state={state}
            tabIndex={-1}
        >
            <th
                scope='row'
                role='rowheader'
            >
                <span className='whereby-log-event'>{name}</span>
                <span className='whereby-log-time'>{intl.formatDate(created, {...time, month: 'short', day: 'numeric'})}</span>
            </th>
            <Cell label={columns.connection}><bdi>{connection?.name ?? '–'}</bdi></Cell>
            <Cell label={columns.call}>
                <code
                    className='whereby-log-call'
                    title={callId}
                >
                    {callId}
                </code>
            </Cell>
            <Cell label={columns.state}>
                <span className='whereby-log-state'>
                    {level && <LevelIcon level={level}/>}
                    {stateName(intl, state)}
                </span>
            </Cell>
            <Cell label={columns.tries}>{intl.formatNumber(tries)}</Cell>
            <Cell label={columns.answer}>
                {tries === 0 ? '–' : failed ? (
                    <>
                        {reasonText(intl, reason)}
                        <RawAnswer outcome={delivery}/>
                    </>
                ) : status}
            </Cell>
            <Cell label={columns.next}>
                {state === 'pending' && <NextTry at={Math.max(delivery.next_at, connection?.paused_until ?? 0)}/>}
                {retryable && (
                    <BusyButton
                        busy={busy}
                        className='whereby-text-button whereby-retry'
                        onClick={() => void retry()}
                    >
                        <FormattedMessage id='whereby.connections.retry'/>
                        <span className='whereby-hidden'>{`: ${name}`}</span>
                    </BusyButton>
                )}
            </Cell>
        </tr>
    );
}

/** A cell that tells its column on narrow screens, where the head is not to be seen. */
function Cell({label, children}: {label: string; children: ReactNode}) {
    return (
        // eslint-disable-next-line jsx-a11y/no-interactive-element-to-noninteractive-role -- a cell of a table, not of a grid
        <td role='cell'>
            <span
                className='whereby-log-label'
                aria-hidden='true'
            >
                {label}
            </span>
            <div>{children}</div>
        </td>
    );
}

/** A connection that is paused is tried when the pause is over. */
function NextTry({at}: {at: number}) {
    const {formatDate} = useIntl();
    const time = useTimeFormat();
    return <div>{at > Date.now() ? formatDate(at, {...time, month: 'short', day: 'numeric'}) : <FormattedMessage id='whereby.connections.soon'/>}</div>;
}
