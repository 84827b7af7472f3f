import React from 'react';
import {FormattedMessage} from 'react-intl';

import type {PastActions} from './call_details';
import css from './history.css?inline';
import {PastCalls} from './past_calls';
import {RunningCalls} from './running_calls';
import type {ApiClient} from '../calls/client';
import {PlansPanel} from '../plans/plans_panel';
import type {PlansPanelProps} from '../plans/plans_panel';

/** Everything that the panel needs; it is code of its own and shares nothing with the rest. */
export interface CallsPanelProps extends PlansPanelProps, PastActions {
    client: PlansPanelProps['client'] & Pick<ApiClient, 'past'>;
    onJoin: (callId: string) => Promise<void>;
}

/** A channel's calls: those that run, those that are planned, those that are over. Another channel has another panel. */
export function CallsPanel({onJoin, onCallAgain, onOpen, ...plans}: CallsPanelProps) {
    const {channelId, version, client, explain} = plans;
    return (
        <div className='whereby-calls'>
            <style>{css}</style>
            {channelId ? (
                <>
                    <RunningCalls
                        channelId={channelId}
                        onJoin={onJoin}
                    />
                    <PlansPanel {...plans}/>
                    <PastCalls
                        channelId={channelId}
                        version={version}
                        client={client}
                        explain={explain}
                        actions={{onCallAgain, onOpen}}
                    />
                </>
            ) : <p className='whereby-calls-empty'><FormattedMessage id='whereby.history.no_channel'/></p>}
        </div>
    );
}
