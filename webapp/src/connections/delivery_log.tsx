import React, {useId, useRef, useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import type {ConnectionClient} from './connection_client';
import {DeliveryTable} from './delivery_table';
import {stateName} from './texts';
import type {Connection, Delivery, DeliveryFilters, DeliveryState} from './types';
import {useLive} from './use_live';
import {SelectField} from '../admin_console/select_field';
import {BusyButton} from '../call_card/busy_button';
import {NoticeText} from '../notice/notice_text';
import type {Notice} from '../notice/notices';
import {failure} from '../report/failure';

const STATES: DeliveryState[] = ['pending', 'done', 'dead', 'dropped'];

interface Props {
    connections: Connection[];
    filters: DeliveryFilters;
    client: ConnectionClient;
    onFilter: (filters: DeliveryFilters) => void;
}

/** What became of each event, kept up to date while it is looked at. */
export function DeliveryLog({connections, filters, client, onFilter}: Props) {
    const intl = useIntl();
    const id = useId();

    // A connection that was deleted has no deliveries either.
    const connection = connections.some((it) => it.id === filters.connection) ? filters.connection : '';
    return (
        <section
            className='whereby-log'
            aria-labelledby={id}
        >
            <h3 id={id}><FormattedMessage id='whereby.connections.log'/></h3>
            <div className='help-text'><FormattedMessage id='whereby.connections.log_about'/></div>
            <SelectField
                label={<FormattedMessage id='whereby.connections.connection'/>}
                value={connection}
                options={[['', intl.formatMessage({id: 'whereby.connections.all'})], ...connections.map(({id: value, name}) => [value, name] as const)]}
                disabled={false}
                onChange={(value) => {
                    onFilter({...filters, connection: value});
                }}
            />
            <SelectField
                label={<FormattedMessage id='whereby.connections.state'/>}
                value={filters.state}
                options={[['', intl.formatMessage({id: 'whereby.connections.any'})], ...STATES.map((state) => [state, stateName(intl, state)] as const)]}
                disabled={false}
                onChange={(state) => {
                    onFilter({...filters, state});
                }}
            />
            <Deliveries
                key={`${connection} ${filters.state}`}
                connections={connections}
                filters={{...filters, connection}}
                client={client}
            />
        </section>
    );
}

function Deliveries({connections, filters, client}: Omit<Props, 'onFilter'>) {
    const root = useRef<HTMLDivElement>(null);
    const {deliveries, more, busy, notice, load, pages} = useDeliveries(filters, client);
    const [refused, setRefused] = useState<Notice>();
    const [said, setSaid] = useState(false);
    useLive(root, () => load(pages));

    const retry = async ({id}: Delivery) => {
        setSaid(false);
        setRefused(undefined);
        try {
            await client.retry(id);
            setSaid(true);
        } catch (error) {
            setRefused(failure(error));
        }
        await load(pages);
    };
    const shown = refused ?? notice;
    return (
        <div ref={root}>
            {!deliveries && !notice && <p className='whereby-log-none'><FormattedMessage id='whereby.admin.loading'/></p>}
            {deliveries?.length === 0 && (
                <p className='whereby-log-none'>
                    {filters.connection || filters.state ? <FormattedMessage id='whereby.connections.log_none'/> : <FormattedMessage id='whereby.connections.log_empty'/>}
                </p>
            )}
            {deliveries && deliveries.length > 0 && (
                <DeliveryTable
                    deliveries={deliveries}
                    connections={connections}
                    onRetry={retry}
                />
            )}
            <div role='alert'>
                {shown && <p className='whereby-setting-problem'><NoticeText notice={shown}/></p>}
            </div>
            <div
                role='status'
                className='whereby-hidden'
            >
                {said && <FormattedMessage id='whereby.connections.retrying'/>}
            </div>
            {more && (
                <BusyButton
                    busy={busy}
                    className='whereby-button whereby-button-quiet whereby-log-more'
                    onClick={() => void load(pages + 1)}
                >
                    <FormattedMessage id='whereby.history.more'/>
                </BusyButton>
            )}
        </div>
    );
}

// All pages that are on show are asked for again, since anything in them may have changed.
function useDeliveries(filters: DeliveryFilters, client: ConnectionClient) {
    const [known, setKnown] = useState<{deliveries: Delivery[]; next: string; pages: number}>();
    const [busy, setBusy] = useState(false);
    const [notice, setNotice] = useState<Notice>();
    const latest = useRef(0);
    const pages = known?.pages ?? 1;

    const load = async (wanted: number) => {
        const turn = ++latest.current;
        setBusy(wanted > pages);
        try {
            const deliveries: Delivery[] = [];
            let next = '';
            let got = 0;
            do {
                const page = await client.deliveries(filters, next);
                deliveries.push(...page.deliveries);
                next = page.next;
                got++;
            } while (next && got < wanted);
            if (turn === latest.current) {
                setKnown({deliveries, next, pages: wanted});
                setNotice(undefined);
            }
        } catch (error) {
            if (turn === latest.current) {
                setNotice(failure(error));
            }
        }
        if (turn === latest.current) {
            setBusy(false);
        }
    };
    return {deliveries: known?.deliveries, more: Boolean(known?.next), busy, notice, load, pages};
}
