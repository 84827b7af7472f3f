import React, {useCallback, useEffect, useId, useRef, useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {doneText} from './done_text';
import {PlanRow} from './plan_row';
import css from './plans.css?inline';
import type {ApiClient} from '../calls/client';
import type {PlanAct, Schedule} from '../calls/types';
import {NoticeText} from '../notice/notice_text';
import type {Notice} from '../notice/notices';

/** Everything that the panel needs; it is code of its own and shares nothing with the rest. */
export interface PlansPanelProps {

    channelId: string;

    /** Another one asks to look again. */
    version: number;

    /** What came of planned calls since that version, by their ids. */
    news: Readonly<Record<string, Schedule>>;
    client: Pick<ApiClient, 'changePlan' | 'schedules'>;

    /** What to tell of a failed request. */
    explain: (error: unknown) => Notice;
    onChanged: (schedule: Schedule) => void;
    onPlan: () => void;
    onEdit: (schedule: Schedule) => void;
}

/** The calls that are planned in a channel. Another channel has another panel. */
export function PlansPanel({channelId, version, news, client, explain, onChanged, onPlan, onEdit}: PlansPanelProps) {
    const intl = useIntl();
    const [loaded, setLoaded] = useState<Schedule[]>();
    const [notice, setNotice] = useState<Notice>();
    const [done, setDone] = useState('');
    const [loading, setLoading] = useState(false);
    const latest = useRef({asked: 0});
    const planButton = useRef<HTMLButtonElement>(null);
    const latestExplain = useRef(explain);
    latestExplain.current = explain;
    const id = useId();
    const list = loaded && upToDate(loaded, news, channelId);

    // Only the answer to the last question counts.
    const load = useCallback(async () => {
        const asked = ++latest.current.asked;
        const isCurrent = () => asked === latest.current.asked;
        setLoading(true);
        try {
            const schedules = await client.schedules(channelId);
            if (isCurrent()) {
                setLoaded(schedules);
                setNotice(undefined);
            }
        } catch (error) {
            if (isCurrent()) {
                setNotice(latestExplain.current(error));
            }
        }
        if (isCurrent()) {
            setLoading(false);
        }
    }, [channelId, client]);

    useEffect(() => {
        const asks = latest.current;
        void load();
        return () => {
            asks.asked++;
        };
    }, [load, version]);

    const act = async (schedule: Schedule, what: PlanAct) => {
        setDone('');
        setNotice(undefined);
        try {
            onChanged(await client.changePlan(schedule.id, what));
        } catch (error) {
            setNotice(explain(error));
            return;
        }
        setDone(doneText(intl, what));
        if (what === 'cancel') {
            planButton.current?.focus(); // the row goes
        }
    };

    return (
        <section
            className='whereby-plans'
            aria-labelledby={`${id}title`}
        >
            <style>{css}</style>
            <h2 id={`${id}title`}><FormattedMessage id='whereby.plans.title'/></h2>
            <button
                type='button'
                ref={planButton}
                className='whereby-button whereby-button-primary whereby-plans-new'
                onClick={onPlan}
            >
                <FormattedMessage id='whereby.split.plan'/>
            </button>
            <div role='alert'>
                {notice && <p className='whereby-plans-problem'><NoticeText notice={notice}/></p>}
            </div>
            <span
                className='whereby-hidden'
                role='status'
            >
                {done}
            </span>
            {notice && !list && !loading &&
                <button
                    type='button'
                    className='whereby-button whereby-button-quiet'
                    onClick={() => void load()}
                >
                    <FormattedMessage id='whereby.plans.again'/>
                </button>
            }
            {!list && loading && <p className='whereby-plans-empty'><FormattedMessage id='whereby.plans.loading'/></p>}
            {list?.length === 0 && <p className='whereby-plans-empty'><FormattedMessage id='whereby.plans.empty'/></p>}
            {list && list.length > 0 &&
                <ul className='whereby-plans-list'>
                    {list.map((schedule) => (
                        <PlanRow
                            key={schedule.id}
                            schedule={schedule}
                            onAct={(what) => act(schedule, what)}
                            onEdit={() => {
                                onEdit(schedule);
                            }}
                        />
                    ))}
                </ul>
            }
        </section>
    );
}

// What was loaded, by what has come of it since.
function upToDate(list: Schedule[], news: PlansPanelProps['news'], channelId: string): Schedule[] {
    const newer = (schedule: Schedule) => {
        const other = news[schedule.id];
        return other && other.revision >= schedule.revision ? other : schedule;
    };
    const added = Object.values(news).filter(({id, channel_id}) => channel_id === channelId && !list.some((schedule) => schedule.id === id));
    return [...list.map(newer), ...added].
        filter(({state}) => state === 'active' || state === 'paused').
        sort((a, b) => (a.next[0] ?? Infinity) - (b.next[0] ?? Infinity));
}
