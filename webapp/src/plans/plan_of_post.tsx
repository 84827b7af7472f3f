import React, {useEffect, useState} from 'react';

import {PlanCard} from './plan_card';
import type {PlanActions} from './plan_card';
import {CardOrMessage} from '../call_card/card_or_message';
import type {ApiClient} from '../calls/client';
import type {Schedule} from '../calls/types';
import type {PostTypeProps} from '../host/registry';

/** Everything that the card of a post needs; it is code of its own and shares nothing with the rest. */
export interface PlanOfPostProps extends PostTypeProps, PlanActions {

    /** Another one asks to look again. */
    version: number;

    /** What came of planned calls since that version, by their ids. */
    news: Readonly<Record<string, Schedule>>;
    client: Pick<ApiClient, 'changePlan' | 'schedule'>;
}

/** When to look for what a post shows, in milliseconds: the post is there before its schedule knows of it. */
const LOOKS = [0, 1000, 4000];

/**
 * The card of the planned calls that a post shows. Anybody can write a post
 * with any type and props, so only those count that name this very post as
 * their own.
 */
export function PlanOfPost({post, version, news, client, ...actions}: PlanOfPostProps) {
    const claimed: unknown = post.props.schedule_id;
    const id = typeof claimed === 'string' ? claimed : '';
    const event = news[id];
    const [known, setKnown] = useState<Schedule | 'none'>();
    const schedule = event?.post_id ? newer(known, event) : known;

    useEffect(() => {
        let wanted = true;
        void look(client, id, () => wanted).then((found) => {
            if (wanted) {
                setKnown((before) => newer(before, found));
            }
        });
        return () => {
            wanted = false;
        };
    }, [client, id, version]);

    // The news are forgotten at the next version.
    useEffect(() => {
        if (event?.post_id) {
            setKnown((before) => newer(before, event));
        }
    }, [event]);

    return (
        <CardOrMessage
            post={post}
            loading={!schedule}
        >
            {typeof schedule === 'object' && schedule.post_id === post.id &&
                <PlanCard
                    {...actions}
                    schedule={schedule}
                    post={post}
                    client={client}
                />
            }
        </CardOrMessage>
    );
}

// An answer may come in after an event that left the server later.
function newer(known: Schedule | 'none' | undefined, other: Schedule | undefined): Schedule | 'none' {
    if (typeof known !== 'object' || (other && other.revision >= known.revision)) {
        return other ?? known ?? 'none';
    }
    return known;
}

async function look(client: PlanOfPostProps['client'], id: string, isWanted: () => boolean): Promise<Schedule | undefined> {
    for (const delay of id ? LOOKS : []) {
        await new Promise((resolve) => {
            setTimeout(resolve, delay);
        });
        if (!isWanted()) {
            break;
        }
        try {
            const schedule = await client.schedule(id);
            if (schedule.post_id) {
                return schedule;
            }
        } catch (error) {
            const {status} = error as {status?: number};
            if (status === 403 || status === 404) {
                break;
            }
        }
    }
    return undefined;
}
