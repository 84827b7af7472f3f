import type {IntlShape} from 'react-intl';

import type {Part} from './draft';
import type {Connection, DeliveryState, Kind, Reason, Secret} from './types';

// What the server knows and this page does not is shown by the server's name for it.

export function kindName({formatMessage}: IntlShape, kind: Kind): string {
    switch (kind) {
    case 'webhook':
        return formatMessage({id: 'whereby.connections.webhook'});
    case 'slack':
        return 'Slack';
    case 'ga4':
        return 'Google Analytics';
    case 'mixpanel':
        return 'Mixpanel';
    default:
        return kind;
    }
}

/** What happened. */
export function eventName({formatMessage}: IntlShape, event: string): string {
    switch (event) {
    case 'created':
        return formatMessage({id: 'whereby.connections.event_created'});
    case 'started':
        return formatMessage({id: 'whereby.connections.event_started'});
    case 'joined':
        return formatMessage({id: 'whereby.connections.event_joined'});
    case 'left':
        return formatMessage({id: 'whereby.connections.event_left'});
    case 'ended':
        return formatMessage({id: 'whereby.connections.event_ended'});
    case 'missed':
        return formatMessage({id: 'whereby.connections.event_missed'});
    case 'recording_ready':
        return formatMessage({id: 'whereby.connections.event_recording'});
    case 'transcript_ready':
        return formatMessage({id: 'whereby.connections.event_transcript'});
    case 'summary_ready':
        return formatMessage({id: 'whereby.connections.event_summary'});
    default:
        return event;
    }
}

/** What is told of people where that is allowed, and what otherwise. */
export function personalText({formatMessage}: IntlShape, kind: Kind): string {
    switch (kind) {
    case 'slack':
        return formatMessage({id: 'whereby.connections.personal_slack'});
    case 'ga4':
        return formatMessage({id: 'whereby.connections.personal_ga4'});
    case 'mixpanel':
        return formatMessage({id: 'whereby.connections.personal_mixpanel'});
    default:
        return formatMessage({id: 'whereby.connections.personal_text'});
    }
}

/** What became of a delivery. */
export function stateName({formatMessage}: IntlShape, state: DeliveryState): string {
    switch (state) {
    case 'pending':
        return formatMessage({id: 'whereby.connections.state_pending'});
    case 'done':
        return formatMessage({id: 'whereby.connections.state_done'});
    case 'dead':
        return formatMessage({id: 'whereby.connections.state_dead'});
    case 'dropped':
        return formatMessage({id: 'whereby.connections.state_dropped'});
    }
}

/** Why something did not arrive, and what helps. */
export function reasonText({formatMessage}: IntlShape, reason: Reason): string {
    switch (reason) {
    case 'refused':
        return formatMessage({id: 'whereby.connections.reason_refused'});
    case 'gone':
        return formatMessage({id: 'whereby.connections.reason_gone'});
    case 'no_answer':
        return formatMessage({id: 'whereby.connections.reason_no_answer'});
    case 'not_allowed':
        return formatMessage({id: 'whereby.connections.reason_not_allowed'});
    case 'not_found':
        return formatMessage({id: 'whereby.connections.reason_not_found'});
    case 'no_connection':
        return formatMessage({id: 'whereby.connections.reason_no_connection'});
    case 'certificate':
        return formatMessage({id: 'whereby.connections.reason_certificate'});
    case 'redirect':
        return formatMessage({id: 'whereby.connections.reason_redirect'});
    case 'busy':
        return formatMessage({id: 'whereby.connections.reason_busy'});
    case 'failing':
        return formatMessage({id: 'whereby.connections.reason_failing'});
    case 'invalid':
        return formatMessage({id: 'whereby.connections.reason_invalid'});
    default:
        return formatMessage({id: 'whereby.connections.reason_other'});
    }
}

/** What a service calls something that leads to it. */
export function partLabel({formatMessage}: IntlShape, kind: Kind, part: Secret): string {
    switch (part) {
    case 'account':
        return kind === 'ga4' ? formatMessage({id: 'whereby.connections.measurement_id'}) : formatMessage({id: 'whereby.connections.project_token'});
    case 'secret':
        return kind === 'webhook' ? formatMessage({id: 'whereby.connections.signing_secret'}) : formatMessage({id: 'whereby.connections.api_secret'});
    case 'url':
        return kind === 'slack' ? formatMessage({id: 'whereby.connections.slack_url'}) : formatMessage({id: 'whereby.connections.url'});
    }
}

/** What is wrong with a part of a connection. */
export function problemText({formatMessage}: IntlShape, kind: Kind, part: Part): string {
    switch (part) {
    case 'name':
        return formatMessage({id: 'whereby.connections.bad_name'});
    case 'url':
        return formatMessage({id: 'whereby.connections.bad_url'});
    case 'secret':
        return kind === 'webhook' ? formatMessage({id: 'whereby.connections.bad_signing_secret'}) : formatMessage({id: 'whereby.connections.bad_api_secret'});
    case 'account':
        return kind === 'ga4' ? formatMessage({id: 'whereby.connections.bad_measurement_id'}) : formatMessage({id: 'whereby.connections.bad_project_token'});
    case 'events':
        return formatMessage({id: 'whereby.connections.bad_events'});
    case 'channels':
    case 'teams':
    case 'templates':
        return formatMessage({id: 'whereby.connections.bad_filter'});
    }
}

/** How a connection is, at a moment. */
export function standing(intl: IntlShape, time: Intl.DateTimeFormatOptions, connection: Connection, now: number): {level?: 'ok' | 'warning' | 'problem'; text: string} {
    const {formatMessage, formatDate} = intl;
    const {off, enabled, failures, paused_until: until} = connection;
    if (off === 'revoked') {
        return {level: 'problem', text: formatMessage({id: 'whereby.connections.revoked'})};
    }
    if (off === 'unreadable') {
        return {level: 'problem', text: formatMessage({id: 'whereby.connections.unreadable'})};
    }
    if (!enabled) {
        return {text: formatMessage({id: 'whereby.connections.not_used'})};
    }
    if (until > now) {
        return {level: 'warning', text: formatMessage({id: 'whereby.connections.paused'}, {at: formatDate(until, time), failures})};
    }
    if (failures > 0) {
        return {level: 'warning', text: formatMessage({id: 'whereby.connections.failing'}, {failures})};
    }
    return {level: 'ok', text: formatMessage({id: 'whereby.connections.working'})};
}
