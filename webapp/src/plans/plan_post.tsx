import React, {useSyncExternalStore} from 'react';

import {CardBoundary, CardOrMessage} from '../call_card/card_or_message';
import {useChunk} from '../chunks/use_chunk';
import type {PostTypeProps} from '../host/registry';
import {problem} from '../notice/problem';
import {useServices} from '../services';

/** A post about planned calls: their card, or the plain message where there are none to show, or no code to do so. */
export function PlanPost({post}: PostTypeProps) {
    const {client, plans} = useServices();
    const {news, version} = useSyncExternalStore(plans.subscribe, plans.current);
    const {loaded: parts, notice} = useChunk(plans.load);

    return (
        <CardBoundary post={post}>
            {parts ? (
                <parts.Card
                    post={post}
                    version={version}
                    news={news}
                    client={client}
                    explain={problem}
                    onChanged={plans.receive}
                    onDetails={plans.showPanel}
                    onEdit={(schedule) => void plans.open(schedule.channel_id, schedule)}
                />
            ) : (
                <CardOrMessage
                    post={post}
                    loading={!notice}
                />
            )}
        </CardBoundary>
    );
}
