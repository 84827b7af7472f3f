import React from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import type {IntlShape} from 'react-intl';

import {BarTable} from './bar_table';
import type {LengthCount, Summary} from './types';

/** How long calls were, and where and by whom most time was spent in them. */
export function Rankings({summary, places}: {summary: Summary; places: boolean}) {
    const intl = useIntl();
    const calls = <FormattedMessage id='whereby.report.calls'/>;
    const minutes = <FormattedMessage id='whereby.report.minutes'/>;

    return (
        <div className='whereby-report-pair'>
            {places &&
                <BarTable
                    title={<FormattedMessage id='whereby.report.channels'/>}
                    means={<FormattedMessage id='whereby.report.channels_means'/>}
                    columns={[<FormattedMessage key='channel' id='whereby.report.channel'/>, calls, minutes]}
                    lines={summary.channels.map(({channel_id: id, type, display_name: name, team_name: team, calls: held, minutes: length}) => ({
                        key: id || type,
                        name: type === 'D' ? <FormattedMessage id='whereby.report.direct'/> : name ? <Named name={name} more={team}/> : <FormattedMessage id='whereby.report.gone'/>,
                        numbers: [held, length],
                    }))}
                    empty={<FormattedMessage id='whereby.report.nobody_came'/>}
                />
            }
            <BarTable
                title={<FormattedMessage id='whereby.report.persons'/>}
                means={<FormattedMessage id='whereby.report.persons_means'/>}
                columns={[<FormattedMessage key='person' id='whereby.report.person'/>, calls, minutes]}
                lines={summary.people.map(({user_id: id, username, display_name: name, calls: held, minutes: length}) => ({
                    key: id, name: <Named name={name || username} more={name && name !== username ? `@${username}` : ''}/>, numbers: [held, length],
                }))}
                empty={summary.totals.people > 0 ? <FormattedMessage id='whereby.report.no_names'/> : <FormattedMessage id='whereby.report.nobody_came'/>}
            />
            <BarTable
                title={<FormattedMessage id='whereby.report.lengths'/>}
                means={<FormattedMessage id='whereby.report.lengths_means'/>}
                columns={[<FormattedMessage key='length' id='whereby.report.length'/>, calls]}
                lines={summary.lengths.map((count) => ({key: String(count.from_minutes), name: lengthText(intl, count), numbers: [count.calls]}))}
                empty=''
            />
        </div>
    );
}

function Named({name, more}: {name: string; more: string}) {
    return (
        <>
            <bdi>{name}</bdi>
            {more && <>{' '}<bdi className='whereby-report-more'>{more}</bdi></>}
        </>
    );
}

function lengthText({formatMessage}: IntlShape, {from_minutes: from, to_minutes: to}: LengthCount): string {
    return to ? formatMessage({id: 'whereby.report.from_to'}, {from, to}) : formatMessage({id: 'whereby.report.longer'}, {from});
}
