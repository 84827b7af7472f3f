import React from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {ChecksField} from './checks_field';
import type {Part} from './draft';
import {PlacesField} from './places_field';
import {eventName, personalText} from './texts';
import type {KindInfo, Rules} from './types';
import {CheckField} from '../admin_console/check_field';
import {FieldGroup} from '../admin_console/field';
import {channels, teams} from '../admin_console/places';

interface Props {
    rules: Rules;
    kind: KindInfo;

    /** Names of the templates that there are. */
    templates: string[];
    problem: (part: Part) => string | undefined;
    disabled: boolean;
    onChange: (changes: Partial<Rules>) => void;
}

/** Of which calls the service hears, and what. */
export function RulesFields({rules, kind, templates, problem, disabled, onChange}: Props) {
    const intl = useIntl();
    const {formatMessage} = intl;

    // One that was taken away is still in the rules.
    const offered = [...new Set([...templates, ...rules.templates])];
    return (
        <>
            <FieldGroup title={<FormattedMessage id='whereby.connections.group_events'/>}>
                <ChecksField
                    label={<FormattedMessage id='whereby.connections.events'/>}
                    problem={problem('events')}
                    options={kind.events.map((event) => [event, eventName(intl, event)])}
                    chosen={rules.events}
                    disabled={disabled}
                    onChange={(events) => {
                        onChange({events});
                    }}
                />
                <CheckField
                    label={<FormattedMessage id='whereby.connections.personal'/>}
                    text={personalText(intl, kind.kind)}
                    checked={rules.personal}
                    disabled={disabled}
                    onChange={(personal) => {
                        onChange({personal});
                    }}
                />
            </FieldGroup>
            <FieldGroup title={<FormattedMessage id='whereby.connections.group_calls'/>}>
                <PlacesField
                    label={formatMessage({id: 'whereby.connections.channels'})}
                    hint={formatMessage({id: 'whereby.connections.channels_hint'})}
                    problem={problem('channels')}
                    place={channels}
                    placeholder={formatMessage({id: 'whereby.admin.template.search'})}
                    notFound={formatMessage({id: 'whereby.admin.template.not_found'})}
                    gone={formatMessage({id: 'whereby.connections.gone'})}
                    ids={rules.channels}
                    disabled={disabled}
                    onChange={(ids) => {
                        onChange({channels: ids});
                    }}
                />
                <PlacesField
                    label={formatMessage({id: 'whereby.connections.teams'})}
                    hint={formatMessage({id: 'whereby.connections.teams_hint'})}
                    problem={problem('teams')}
                    place={teams}
                    placeholder={formatMessage({id: 'whereby.report.search_team'})}
                    notFound={formatMessage({id: 'whereby.report.no_team_found'})}
                    gone={formatMessage({id: 'whereby.connections.gone'})}
                    ids={rules.teams}
                    disabled={disabled}
                    onChange={(ids) => {
                        onChange({teams: ids});
                    }}
                />
                {offered.length > 0 && (
                    <ChecksField
                        label={<FormattedMessage id='whereby.connections.templates'/>}
                        hint={<FormattedMessage id='whereby.connections.templates_hint'/>}
                        problem={problem('templates')}
                        options={offered.map((name) => [name, name])}
                        chosen={rules.templates}
                        disabled={disabled}
                        onChange={(chosen) => {
                            onChange({templates: chosen});
                        }}
                    />
                )}
            </FieldGroup>
        </>
    );
}
