import React, {useCallback, useEffect, useState} from 'react';
import {FormattedMessage} from 'react-intl';

import {KeyHealth, PointsHealth, WebhookHealth} from './health_lines';
import type {Status} from '../admin_console/admin_client';
import type {AdminProps} from '../admin_console/chunk';
import {LevelIcon} from '../admin_console/icons';
import {BusyButton} from '../call_card/busy_button';
import {isExplained} from '../calls/client';

/** System Console's view of how the connection to Whereby is. */
export function ConnectionHealth({id, client}: AdminProps) {
    const [busy, setBusy] = useState(true);
    const [status, setStatus] = useState<Status>();
    const [problem, setProblem] = useState<string>();

    const load = useCallback(async () => {
        setBusy(true);
        setProblem(undefined);
        try {
            setStatus(await client.status());
        } catch (error) {
            setProblem(isExplained(error) ? error.message : '');
        }
        setBusy(false);
    }, [client]);
    useEffect(() => {
        void load();
    }, [load]);

    return (
        <div
            id={id}
            className='whereby-setting whereby-health'
        >
            <div
                role='status'
                aria-busy={busy}
            >
                {!status && problem === undefined && <div className='whereby-loading'><FormattedMessage id='whereby.admin.loading'/></div>}
                {problem !== undefined && (
                    <div className='whereby-finding'>
                        <LevelIcon level='problem'/>
                        <span>{problem || <FormattedMessage id='whereby.problem.unreachable'/>}</span>
                    </div>
                )}
                {status && problem === undefined && (
                    <dl>
                        <dt><FormattedMessage id='whereby.admin.health.key'/></dt>
                        <dd><KeyHealth apiKey={status.key}/></dd>
                        <dt><FormattedMessage id='whereby.admin.health.webhooks'/></dt>
                        <dd><WebhookHealth webhooks={status.webhooks}/></dd>
                        <dt><FormattedMessage id='whereby.admin.health.points'/></dt>
                        <dd><PointsHealth points={status.points}/></dd>
                    </dl>
                )}
            </div>
            <BusyButton
                busy={busy}
                className='whereby-button whereby-button-quiet'
                onClick={() => {
                    void load();
                }}
            >
                <FormattedMessage id='whereby.admin.health.refresh'/>
            </BusyButton>
        </div>
    );
}
