import {useCallback, useEffect, useMemo, useRef, useState} from 'react';
import {useSelector} from 'react-redux';

import {withKnown, withLatest, withNext} from './past_list';
import type {PastList} from './past_list';
import type {ApiClient} from '../calls/client';
import {callsSlice} from '../calls/slice';
import type {Call} from '../calls/types';
import type {Notice} from '../notice/notices';

interface PastCalls {

    /** Newest first; undefined until the first are there. */
    calls?: Call[];

    /** Whether there are older ones. */
    more: boolean;
    busy: boolean;

    /** Why the last request failed. */
    notice?: Notice;

    /** Loads older ones, or tries again what failed. */
    load: () => void;
}

/** A channel's calls that are over; those that end meanwhile come on top. */
export function usePastCalls(channelId: string, version: number, client: Pick<ApiClient, 'past'>, explain: (error: unknown) => Notice): PastCalls {
    const [list, setList] = useState<PastList>();
    const [busy, setBusy] = useState(false);
    const [notice, setNotice] = useState<Notice>();
    const known = useSelector((state) => callsSlice(state).calls);
    const asked = useRef(0);
    const latestExplain = useRef(explain);
    latestExplain.current = explain;

    const ask = useCallback(async (cursor: string) => {
        const mine = ++asked.current; // only the last answer counts
        setBusy(true);
        setNotice(undefined);
        try {
            const page = await client.past(channelId, cursor);
            if (mine === asked.current) {
                setList((before) => (before && cursor ? withNext(before, page) : withLatest(before, page)));
            }
        } catch (error) {
            if (mine === asked.current) {
                setNotice(latestExplain.current(error));
            }
        }
        if (mine === asked.current) {
            setBusy(false);
        }
    }, [channelId, client]);

    useEffect(() => {
        void ask('');
        const count = asked;
        return () => {
            count.current++;
        };
    }, [ask, version]);

    const calls = useMemo(() => list && withKnown(list, channelId, Object.values(known)), [list, channelId, known]);
    return {
        calls,
        more: Boolean(list?.cursor),
        busy,
        notice,
        load: () => {
            if (!busy) {
                void ask(list?.cursor ?? '');
            }
        },
    };
}
