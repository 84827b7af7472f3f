import React from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import type {Finding, Status} from '../admin_console/admin_client';
import {Findings} from '../admin_console/findings';

/** Less than this share of the API points left is worth a look. */
const FEW = 0.1;

type Line = [level: Finding['level'], code: string, text: ReactNode];

/** Where the API key comes from, and whether it is good. */
export function KeyHealth({apiKey: {source, problem_text: problem, since, age_days: days, refused_at: refused}}: {apiKey: Status['key']}) {
    const {formatDate} = useIntl();
    const at = useMoment();
    const lines: Line[] = [];
    switch (source) {
    case 'none':
        lines.push(['problem', 'source', problem || <FormattedMessage id='whereby.admin.health.key_none'/>]);
        break;
    case 'setting':
        lines.push(['ok', 'source', <FormattedMessage id='whereby.admin.health.key_setting'/>]);
        break;
    case 'environment':
        lines.push(['ok', 'source', <FormattedMessage id='whereby.admin.health.key_environment'/>]);
        break;
    case 'file':
        lines.push(['ok', 'source', <FormattedMessage id='whereby.admin.health.key_file'/>]);
        break;
    }
    if (since > 0) {
        lines.push(['ok', 'age', (
            <FormattedMessage
                id='whereby.admin.health.key_since'
                values={{at: formatDate(since, {dateStyle: 'medium'}), days}}
            />
        )]);
    }
    if (refused > 0) {
        lines.push(['problem', 'refused', (
            <FormattedMessage
                id='whereby.admin.health.key_refused'
                values={{at: at(refused)}}
            />
        )]);
    }
    return <Lines lines={lines}/>;
}

/** Whether Whereby's events come in. */
export function WebhookHealth({webhooks}: {webhooks: Status['webhooks']}) {
    const at = useMoment();
    const {secret_set: secretSet, last_event_at: event, last_refusal_at: refusal, last_refusal: reason} = webhooks;
    const lines: Line[] = [secretSet ?
        ['ok', 'secret', <FormattedMessage id='whereby.admin.health.secret_set'/>] :
        ['warning', 'secret', <FormattedMessage id='whereby.admin.health.secret_missing'/>]];
    if (event > 0) {
        lines.push(['ok', 'event', (
            <FormattedMessage
                id='whereby.admin.health.event'
                values={{at: at(event)}}
            />
        )]);
    } else if (secretSet) {
        lines.push(['warning', 'event', <FormattedMessage id='whereby.admin.health.no_event'/>]);
    }

    // One that was followed by an event has been seen to.
    if (refusal > 0) {
        const values = {at: at(refusal)};
        const texts: Record<typeof reason, ReactNode> = {
            secret: (
                <FormattedMessage
                    id='whereby.admin.health.refused_secret'
                    values={values}
                />
            ),
            signature: (
                <FormattedMessage
                    id='whereby.admin.health.refused_signature'
                    values={values}
                />
            ),
            stale: (
                <FormattedMessage
                    id='whereby.admin.health.refused_stale'
                    values={values}
                />
            ),
            '': (
                <FormattedMessage
                    id='whereby.admin.health.refused'
                    values={values}
                />
            ),
        };
        lines.push([refusal > event ? 'problem' : 'warning', 'refusal', texts[reason]]);
    }
    return <Lines lines={lines}/>;
}

/** How much of Whereby's API may still be used. */
export function PointsHealth({points: {known, limit, remaining, seen_at: seen}}: {points: Status['points']}) {
    const at = useMoment();
    const line: Line = known ? [remaining < limit * FEW ? 'warning' : 'ok', 'points', (
        <FormattedMessage
            id='whereby.admin.health.points_left'
            values={{remaining, limit, at: at(seen)}}
        />
    )] : ['ok', 'points', <FormattedMessage id='whereby.admin.health.points_unknown'/>];
    return <Lines lines={[line]}/>;
}

function Lines({lines}: {lines: Line[]}) {
    return <Findings findings={lines.map(([level, code, text]) => ({level, code, text}))}/>;
}

function useMoment(): (at: number) => string {
    const {formatDate} = useIntl();
    return (at) => formatDate(at, {dateStyle: 'medium', timeStyle: 'short'});
}
