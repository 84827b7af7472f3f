import React from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import type {IntlShape} from 'react-intl';

import {isPeriod, PERIODS} from './period';
import type {Days, PeriodName} from './period';
import {Field} from '../admin_console/field';
import {channels, teams} from '../admin_console/places';
import {SearchField} from '../admin_console/search_field';

/** What was picked. */
export interface Picked {
    period: PeriodName;

    /** Those of a custom period. */
    days: Days;
    scope: Scope;

    /** Of the team or channel; empty until one is chosen. */
    placeId: string;
}

/** Whose calls count. */
export type Scope = 'all' | 'team' | 'channel';

const SCOPES: Scope[] = ['all', 'team', 'channel'];

/** Picks which calls the report is about. */
export function FilterForm({picked, onPick}: {picked: Picked; onPick: (picked: Picked) => void}) {
    const intl = useIntl();
    const {period, scope, placeId} = picked;
    const place = {
        value: placeId,
        disabled: false,
        onChange: (id: string) => {
            onPick({...picked, placeId: id});
        },
    };

    return (
        <div className='whereby-report-filters'>
            <Field label={<FormattedMessage id='whereby.report.period'/>}>
                {(aria) => (
                    <select
                        {...aria}
                        className='form-control whereby-report-period'
                        value={period}
                        onChange={({target}) => {
                            onPick({...picked, period: target.value as PeriodName});
                        }}
                    >
                        {PERIODS.map((name) => (
                            <option
                                key={name}
                                value={name}
                            >
                                {periodText(intl, name)}
                            </option>
                        ))}
                    </select>
                )}
            </Field>
            {period === 'custom' &&
                <DaysField
                    days={picked.days}
                    onPick={(days) => {
                        onPick({...picked, days});
                    }}
                />
            }
            <Field label={<FormattedMessage id='whereby.report.scope'/>}>
                {(aria) => (
                    <select
                        {...aria}
                        className='form-control whereby-report-scope'
                        value={scope}
                        onChange={({target}) => {
                            onPick({...picked, scope: target.value as Scope, placeId: ''});
                        }}
                    >
                        {SCOPES.map((name) => (
                            <option
                                key={name}
                                value={name}
                            >
                                {scopeText(intl, name)}
                            </option>
                        ))}
                    </select>
                )}
            </Field>
            {scope === 'channel' &&
                <SearchField
                    {...place}
                    key={scope}
                    label={<FormattedMessage id='whereby.report.channel'/>}
                    place={channels}
                    placeholder={intl.formatMessage({id: 'whereby.admin.template.search'})}
                    notFound={<FormattedMessage id='whereby.admin.template.not_found'/>}
                    gone={intl.formatMessage({id: 'whereby.admin.problem.no_channel'})}
                />
            }
            {scope === 'team' &&
                <SearchField
                    {...place}
                    key={scope}
                    label={<FormattedMessage id='whereby.report.team'/>}
                    place={teams}
                    placeholder={intl.formatMessage({id: 'whereby.report.search_team'})}
                    notFound={<FormattedMessage id='whereby.report.no_team_found'/>}
                    gone={intl.formatMessage({id: 'whereby.report.no_team'})}
                />
            }
        </div>
    );
}

function DaysField({days, onPick}: {days: Days; onPick: (days: Days) => void}) {
    const {formatMessage} = useIntl();
    return (
        <Field
            label={<FormattedMessage id='whereby.report.days'/>}
            problem={isPeriod(days) ? undefined : formatMessage({id: 'whereby.report.bad_days'})}
        >
            {({id, ...aria}) => (
                <div className='whereby-report-days'>
                    <input
                        {...aria}
                        id={id}
                        type='date'
                        className='form-control'
                        value={days.first}
                        onChange={({target}) => {
                            onPick({...days, first: target.value});
                        }}
                    />
                    <span aria-hidden='true'>{'–'}</span>
                    <input
                        {...aria}
                        type='date'
                        className='form-control'
                        aria-label={formatMessage({id: 'whereby.report.last_day'})}
                        value={days.last}
                        onChange={({target}) => {
                            onPick({...days, last: target.value});
                        }}
                    />
                </div>
            )}
        </Field>
    );
}

function periodText({formatMessage}: IntlShape, period: PeriodName): string {
    switch (period) {
    case '7d':
    case '30d':
    case '90d':
        return formatMessage({id: 'whereby.report.last_days'}, {days: parseInt(period, 10)});
    case 'month':
        return formatMessage({id: 'whereby.report.this_month'});
    case 'last_month':
        return formatMessage({id: 'whereby.report.last_month'});
    case 'year':
        return formatMessage({id: 'whereby.report.this_year'});
    case 'custom':
        return formatMessage({id: 'whereby.report.custom'});
    }
}

function scopeText({formatMessage}: IntlShape, scope: Scope): string {
    switch (scope) {
    case 'all':
        return formatMessage({id: 'whereby.report.all'});
    case 'team':
        return formatMessage({id: 'whereby.report.one_team'});
    case 'channel':
        return formatMessage({id: 'whereby.report.one_channel'});
    }
}
