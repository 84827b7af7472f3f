import React from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import type {Totals} from './types';

/** The period's numbers, each with what it counts. */
export function Tiles({totals}: {totals: Totals}) {
    const {formatMessage, formatNumber} = useIntl();
    const share = totals.calls > 0 ? totals.missed / totals.calls : 0;
    const tiles = [
        {name: formatMessage({id: 'whereby.report.calls'}), value: formatNumber(totals.calls), means: formatMessage({id: 'whereby.report.calls_means'}, {failed: totals.failed})},
        {name: formatMessage({id: 'whereby.report.minutes'}), value: formatNumber(totals.minutes), means: formatMessage({id: 'whereby.report.minutes_means'})},
        {name: formatMessage({id: 'whereby.report.person_minutes'}), value: formatNumber(totals.person_minutes), means: formatMessage({id: 'whereby.report.person_minutes_means'})},
        {name: formatMessage({id: 'whereby.report.people'}), value: formatNumber(totals.people), means: formatMessage({id: 'whereby.report.people_means'})},
        {name: formatMessage({id: 'whereby.report.guests'}), value: formatNumber(totals.guests), means: formatMessage({id: 'whereby.report.guests_means'})},
        {name: formatMessage({id: 'whereby.report.missed'}), value: formatNumber(share, {style: 'percent', maximumFractionDigits: 1}), means: formatMessage({id: 'whereby.report.missed_means'}, {missed: totals.missed})},
        {name: formatMessage({id: 'whereby.report.recorded'}), value: formatNumber(totals.recorded), means: formatMessage({id: 'whereby.report.recorded_means'})},
        {
            name: formatMessage({id: 'whereby.report.median'}),
            value: <FormattedMessage id='whereby.report.in_minutes' values={{minutes: totals.median_minutes}}/>,
            means: formatMessage({id: 'whereby.report.median_means'}, {minutes: totals.longest_minutes}),
        },
    ];

    return (
        <dl className='whereby-report-tiles'>
            {tiles.map(({name, value, means}) => (
                <div key={name}>
                    <dt>{name}</dt>
                    <dd className='whereby-report-value'>{value}</dd>
                    <dd className='whereby-report-means'>{means}</dd>
                </div>
            ))}
        </dl>
    );
}
