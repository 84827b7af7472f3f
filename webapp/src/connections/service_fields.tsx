import React from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {partsOf} from './draft';
import type {Draft} from './draft';
import {partLabel} from './texts';
import type {Connection, KindInfo, Secret} from './types';
import {TextField} from '../admin_console/text_field';

interface Props {
    draft: Draft;
    kind: KindInfo;

    /** Undefined for one that is not saved yet. */
    connection?: Connection;
    problem: (part: Secret) => string | undefined;
    disabled: boolean;
    onChange: (changes: Partial<Draft>) => void;
}

// The services' other addresses, by where the data is kept.
const GA4_EU = 'https://region1.google-analytics.com/mp/collect';
const MIXPANEL_EU = 'https://api-eu.mixpanel.com/import?strict=1';
const MIXPANEL_INDIA = 'https://api-in.mixpanel.com/import?strict=1';

/** What leads to the service. What is secret is never shown again: empty leaves it as it is. */
export function ServiceFields({draft, kind, connection, problem, disabled, onChange}: Props) {
    const intl = useIntl();
    const kept = connection && connection.off !== 'unreadable';
    const placeholder = (part: Secret) => {
        if (part === 'account' || !kept) {
            return part === 'url' ? kind.usual_url || 'https://' : undefined;
        }
        return part === 'url' ? intl.formatMessage({id: 'whereby.connections.unchanged_host'}, {host: connection.host}) : intl.formatMessage({id: 'whereby.connections.unchanged'});
    };
    return (
        <>
            {partsOf(kind).map((part) => (
                <TextField
                    key={part}
                    label={partLabel(intl, kind.kind, part)}
                    hint={<Hint kind={kind} part={part} kept={Boolean(kept)}/>}
                    problem={problem(part)}
                    code={true}
                    placeholder={placeholder(part)}
                    value={draft[part]}
                    disabled={disabled}
                    onChange={(value) => {
                        onChange({[part]: value});
                    }}
                />
            ))}
        </>
    );
}

/** Where in the service it is found. */
function Hint({kind: {kind, usual_url: usual}, part, kept}: {kind: KindInfo; part: Secret; kept: boolean}): ReactNode {
    switch (part) {
    case 'account':
        return kind === 'ga4' ? <FormattedMessage id='whereby.connections.measurement_id_hint'/> : <FormattedMessage id='whereby.connections.project_token_hint'/>;
    case 'secret':
        if (kind !== 'webhook') {
            return <FormattedMessage id='whereby.connections.api_secret_hint'/>;
        }
        return kept ? null : <FormattedMessage id='whereby.connections.signing_secret_hint'/>;
    case 'url':
        switch (kind) {
        case 'slack':
            return <FormattedMessage id='whereby.connections.slack_url_hint'/>;
        case 'ga4':
            return (
                <FormattedMessage
                    id='whereby.connections.ga4_url_hint'
                    values={{usual: <code>{usual}</code>, eu: <code>{GA4_EU}</code>}}
                />
            );
        case 'mixpanel':
            return (
                <FormattedMessage
                    id='whereby.connections.mixpanel_url_hint'
                    values={{usual: <code>{usual}</code>, eu: <code>{MIXPANEL_EU}</code>, india: <code>{MIXPANEL_INDIA}</code>}}
                />
            );
        default:
            return <FormattedMessage id='whereby.connections.url_hint'/>;
        }
    }
}
