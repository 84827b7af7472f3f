import React, {useId, useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import type {IntlShape} from 'react-intl';

import {ColumnChart} from './column_chart';
import type {DayCount, Summary} from './types';

/** How calls are spread over the period: as pictures, or as a table, which is always there for screen readers. */
export function DayCharts({days, step}: Pick<Summary, 'days' | 'step'>) {
    const intl = useIntl();
    const [tabular, setTabular] = useState(false);
    const names = days.map(({day}) => stepName(intl, day, step));
    const id = useId();

    return (
        <section className='whereby-report-part'>
            <header className='whereby-report-head'>
                <h3 id={id}><PartTitle step={step}/></h3>
                <button
                    type='button'
                    className='whereby-text-button whereby-report-switch'
                    aria-pressed={tabular}
                    onClick={() => {
                        setTabular(!tabular);
                    }}
                >
                    <FormattedMessage id='whereby.report.as_table'/>
                </button>
            </header>
            {!tabular &&
                <div className='whereby-report-charts'>
                    <ColumnChart
                        title={intl.formatMessage({id: 'whereby.report.calls'})}
                        names={names}
                        values={days.map(({calls}) => calls)}
                        faint={days.map(({missed}) => missed)}
                        tell={(at) => (days[at]?.missed ? intl.formatMessage({id: 'whereby.report.calls_missed'}, {calls: days[at].calls, missed: days[at].missed}) : intl.formatNumber(days[at]?.calls ?? 0))}
                        note={<FormattedMessage id='whereby.report.missed_faint'/>}
                    />
                    <ColumnChart
                        title={intl.formatMessage({id: 'whereby.report.minutes'})}
                        names={names}
                        values={days.map(({minutes}) => minutes)}
                        tell={(at) => intl.formatNumber(days[at]?.minutes ?? 0)}
                    />
                </div>
            }
            <DayTable
                days={days}
                names={names}
                labelledBy={id}
                hidden={!tabular}
            />
        </section>
    );
}

function DayTable({days, names, labelledBy, hidden}: {days: DayCount[]; names: string[]; labelledBy: string; hidden: boolean}) {
    const {formatNumber} = useIntl();
    const table = (
        <table
            className='whereby-report-table'
            aria-labelledby={labelledBy}
        >
            <thead>
                <tr>
                    <th scope='col'><FormattedMessage id='whereby.report.day'/></th>
                    <th scope='col'><FormattedMessage id='whereby.report.calls'/></th>
                    <th scope='col'><FormattedMessage id='whereby.report.missed'/></th>
                    <th scope='col'><FormattedMessage id='whereby.report.minutes'/></th>
                </tr>
            </thead>
            <tbody>
                {days.map(({day, calls, missed, minutes}, at) => (
                    <tr key={day}>
                        <th scope='row'>{names[at]}</th>
                        <td>{formatNumber(calls)}</td>
                        <td>{formatNumber(missed)}</td>
                        <td>{formatNumber(minutes)}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
    return hidden ? <div className='whereby-hidden'>{table}</div> : (
        <div
            className='whereby-report-long'
            role='region'
            aria-labelledby={labelledBy}
            tabIndex={0} // eslint-disable-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
        >
            {table}
        </div>
    );
}

function PartTitle({step}: {step: Summary['step']}) {
    switch (step) {
    case 'day':
        return <FormattedMessage id='whereby.report.by_day'/>;
    case 'week':
        return <FormattedMessage id='whereby.report.by_week'/>;
    case 'month':
        return <FormattedMessage id='whereby.report.by_month'/>;
    }
}

function stepName({formatDate}: IntlShape, day: string, step: Summary['step']): string {
    return formatDate(day, {timeZone: 'UTC', month: 'short', ...(step === 'month' ? {year: 'numeric'} : {day: 'numeric'})});
}
