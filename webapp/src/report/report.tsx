import React, {useEffect, useMemo, useRef, useState} from 'react';
import {FormattedMessage} from 'react-intl';

import {CallTable} from './call_table';
import {DayCharts} from './day_charts';
import {ExportBar} from './export_bar';
import {failure} from './failure';
import {FilterForm} from './filter_form';
import type {Picked} from './filter_form';
import {daysOf, isPeriod, momentsOf} from './period';
import type {Days} from './period';
import {Rankings} from './rankings';
import type {ReportClient} from './report_client';
import {Tiles} from './tiles';
import type {Filters, Summary} from './types';
import {NoticeText} from '../notice/notice_text';
import type {Notice} from '../notice/notices';
import {useZone} from '../plans/use_zone';
import {useInView} from '../scroll/use_in_view';

/** System Console's report of what happened in calls. Nothing is counted before it is looked at. */
export function Report({id, client}: {id: string; client: ReportClient}) {
    const zone = useZone();
    const place = useRef<HTMLDivElement>(null);
    const [seen, setSeen] = useState(!('IntersectionObserver' in window));
    const [picked, setPicked] = useState<Picked>({period: '30d', days: {first: '', last: ''}, scope: 'all', placeId: ''});
    const {period, days: ownDays, scope, placeId} = picked;
    const days = useMemo(() => (period === 'custom' ? ownDays : daysOf(period, zone, Date.now())), [period, ownDays, zone]);
    const filters = useMemo<Filters | undefined>(() => {
        if (!isPeriod(days) || (scope !== 'all' && !placeId)) {
            return undefined;
        }
        return {...momentsOf(days, zone), time_zone: zone, ...(scope === 'team' && {team_id: placeId}), ...(scope === 'channel' && {channel_id: placeId})};
    }, [days, scope, placeId, zone]);

    useInView(place, '', () => {
        setSeen(true);
    });

    return (
        <div
            id={id}
            ref={place}
            className='whereby-setting whereby-report'
        >
            <FilterForm
                picked={picked}
                onPick={(next) => {
                    // A period of one's own begins as what was on show.
                    setPicked(next.period === 'custom' && period !== 'custom' ? {...next, days} : next);
                }}
            />
            {seen && filters && (
                <Numbers
                    filters={filters}
                    days={days}
                    places={scope !== 'channel'}
                    client={client}
                />
            )}
            {!filters && isPeriod(days) && <p className='whereby-report-none'><FormattedMessage id='whereby.report.choose'/></p>}
        </div>
    );
}

interface NumbersProps {
    filters: Filters;
    days: Days;

    /** Whether there is more than one channel. */
    places: boolean;
    client: ReportClient;
}

function Numbers({filters, days, places, client}: NumbersProps) {
    const {summary, of, busy, notice, retry} = useSummary(filters, client);
    return (
        <div
            className={`whereby-report-numbers${busy ? ' whereby-report-busy' : ''}`}
            aria-busy={busy}
        >
            <div role='alert'>
                {notice && (
                    <p className='whereby-setting-problem'>
                        <NoticeText notice={notice}/>
                        {' '}
                        <button
                            type='button'
                            className='whereby-button whereby-button-quiet'
                            onClick={retry}
                        >
                            <FormattedMessage id='whereby.card.try_again'/>
                        </button>
                    </p>
                )}
            </div>
            {!summary && busy && <p className='whereby-report-none' role='status'><FormattedMessage id='whereby.admin.loading'/></p>}
            {summary && (summary.totals.calls + summary.totals.failed === 0 ? (
                <p className='whereby-report-none'><FormattedMessage id='whereby.report.empty' values={{command: <code>{'/whereby'}</code>}}/></p>
            ) : (
                <>
                    <Tiles totals={summary.totals}/>
                    <DayCharts
                        days={summary.days}
                        step={summary.step}
                    />
                    <Rankings
                        summary={summary}
                        places={places}
                    />
                    <Calls
                        key={JSON.stringify(of)}
                        filters={of}
                        days={days}
                        client={client}
                    />
                </>
            ))}
        </div>
    );
}

function Calls({filters, days, client}: {filters: Filters; days: Days; client: ReportClient}) {
    return (
        <section className='whereby-report-part'>
            <header className='whereby-report-head'>
                <h3><FormattedMessage id='whereby.report.list'/></h3>
                <ExportBar
                    filters={filters}
                    name={`whereby-calls-${days.first}-${days.last}`}
                    client={client}
                />
            </header>
            <CallTable
                filters={filters}
                client={client}
            />
        </section>
    );
}

// The numbers of other filters stay until the new ones are there.
function useSummary(filters: Filters, client: ReportClient) {
    const [known, setKnown] = useState<{summary: Summary; of: Filters}>();
    const [notice, setNotice] = useState<Notice>();
    const [busy, setBusy] = useState(true);
    const [tries, setTries] = useState(0);

    useEffect(() => {
        let wanted = true;
        setBusy(true);
        setNotice(undefined);
        client.summary(filters).then((summary) => {
            if (wanted) {
                setKnown({summary, of: filters});
                setBusy(false);
            }
        }, (error: unknown) => {
            if (wanted) {
                setNotice(failure(error));
                setKnown(undefined);
                setBusy(false);
            }
        });
        return () => {
            wanted = false;
        };
    }, [client, filters, tries]);

    return {
        summary: known?.summary,
        of: known?.of ?? filters,
        busy,
        notice,
        retry: () => {
            setTries(tries + 1);
        },
    };
}
