import React, {useEffect, useRef, useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import type {Post} from '@mattermost/types/posts';
import type {GlobalState} from '@mattermost/types/store';

import {ConfirmCancel} from './confirm_cancel';
import {doneText} from './done_text';
import {NextCall} from './next_call';
import css from './plan_card.css?inline';
import {useMayChange} from './use_may_change';
import {useMoments} from './use_moments';
import {useZone} from './use_zone';
import {PopupMenu} from '../call_card/popup_menu';
import {PostedAt} from '../call_card/posted_at';
import type {ApiClient} from '../calls/client';
import type {PlanAct, Schedule} from '../calls/types';
import {userName} from '../host/state';
import {CalendarIcon, ClockIcon, MenuIcon} from '../icons/icons';
import {NoticeText} from '../notice/notice_text';
import type {Notice} from '../notice/notices';

/** What a card leads to. */
export interface PlanActions {

    /** What to tell of a failed request. */
    explain: (error: unknown) => Notice;
    onChanged: (schedule: Schedule) => void;
    onDetails: () => void;
    onEdit: (schedule: Schedule) => void;
}

interface Props extends PlanActions {
    schedule: Schedule;
    post: Post;
    client: Pick<ApiClient, 'changePlan'>;
}

/** Planned calls in the channel's flow of posts: what, when, and what one can do. */
export function PlanCard({schedule, post, client, explain, onChanged, onDetails, onEdit}: Props) {
    const intl = useIntl();
    const [notice, setNotice] = useState<Notice>();
    const [done, setDone] = useState('');
    const [asking, setAsking] = useState(false);
    const [busy, setBusy] = useState(false);
    const menuButton = useRef<HTMLButtonElement>(null);
    const details = useRef<HTMLButtonElement>(null);
    const asked = useRef(false);
    const changeable = useMayChange(schedule);
    const topic = schedule.topic || intl.formatMessage({id: 'whereby.card.no_topic'});
    const paused = schedule.state === 'paused';
    const ahead = paused || schedule.state === 'active';
    const series = schedule.rrule !== '';

    // The focus goes where the question came from or, if that is gone, beside it.
    useEffect(() => {
        if (asked.current && !asking) {
            (menuButton.current ?? details.current)?.focus();
        }
        asked.current = asking;
    }, [asking]);

    const act = async (what: PlanAct) => {
        if (busy) {
            return;
        }
        setBusy(true);
        setDone('');
        setNotice(undefined);
        try {
            onChanged(await client.changePlan(schedule.id, what));
            setDone(doneText(intl, what));
        } catch (error) {
            setNotice(explain(error));
        }
        setBusy(false);
        setAsking(false);
    };
    const edit = () => {
        onEdit(schedule);
    };
    const doing = (what: PlanAct) => () => void act(what);

    return (
        <section
            className={`whereby-card whereby-plan-card whereby-plan-${schedule.state}`}
            aria-label={intl.formatMessage({id: 'whereby.plans.card'}, {topic})}
        >
            <style>{css}</style>
            <header className='whereby-card-head'>
                <ClockIcon/>
                <h4
                    className='whereby-topic'
                    dir='auto'
                    title={topic}
                >
                    {topic}
                </h4>
                {ahead && changeable &&
                    <PopupMenu
                        className='whereby-icon-button'
                        label={intl.formatMessage({id: 'whereby.card.more'})}
                        button={<MenuIcon/>}
                        buttonRef={menuButton}
                        entries={[
                            ...(series && !paused ? [{text: <FormattedMessage id='whereby.plans.skip'/>, onChoose: doing('skip')}] : []),
                            paused ? {text: <FormattedMessage id='whereby.plans.resume'/>, onChoose: doing('resume')} :
                                {text: <FormattedMessage id='whereby.plans.pause'/>, onChoose: doing('pause')},
                            {text: <FormattedMessage id='whereby.plans.edit'/>, onChoose: edit},
                            {
                                text: series ? <FormattedMessage id='whereby.plans.confirm_series'/> : <FormattedMessage id='whereby.plans.confirm_one'/>,
                                danger: true,
                                onChoose: () => {
                                    setAsking(true);
                                },
                            },
                        ]}
                    />
                }
            </header>
            <Byline
                schedule={schedule}
                post={post}
            />
            <Times schedule={schedule}/>
            <div className='whereby-actions'>
                {ahead && asking &&
                    <ConfirmCancel
                        series={series}
                        busy={busy}
                        onCancel={doing('cancel')}
                        onKeep={() => {
                            setAsking(false);
                        }}
                    />
                }
                {!asking && ahead && <CalendarMenu schedule={schedule}/>}
                {!asking &&
                    <button
                        type='button'
                        ref={details}
                        className='whereby-button whereby-button-quiet whereby-plan-details'
                        onClick={onDetails}
                    >
                        {ahead ? <FormattedMessage id='whereby.plans.details'/> : <FormattedMessage id='whereby.plans.title'/>}
                    </button>
                }
            </div>
            <div role='alert'>
                {notice && <p className='whereby-notice'><NoticeText notice={notice}/></p>}
            </div>
            <span
                className='whereby-hidden'
                role='status'
            >
                {done}
            </span>
        </section>
    );
}

function Byline({schedule, post}: {schedule: Schedule; post: Post}) {
    const known = useSelector((state: GlobalState) => userName(state, schedule.owner_user_id));
    const recorded = post.props.schedule_owner;
    const name = known ?? (typeof recorded === 'string' ? recorded : '');
    return (
        <p className='whereby-line'>
            <FormattedMessage
                id='whereby.plans.by'
                values={{name: <bdi>{name}</bdi>}}
            />
            {' · '}
            <PostedAt at={post.create_at}/>
        </p>
    );
}

// As many lines in every state, so that nothing jumps.
function Times({schedule}: {schedule: Schedule}) {
    const moment = useMoments();
    const zone = useZone();
    const [first, ...later] = schedule.next;
    const series = schedule.rrule !== '';
    const foreign = schedule.time_zone !== zone;
    const active = schedule.state === 'active';
    return (
        <>
            <p className={`whereby-line whereby-plan-next${active ? '' : ' whereby-plan-halted'}`}>
                <State schedule={schedule}/>
                {first !== undefined && (active ? <NextCall at={first}/> : !series && <time>{moment(first)}</time>)}
                {series &&
                    <>
                        {active && ' · '}
                        <bdi>{schedule.when}</bdi>
                        {foreign && ` (${schedule.time_zone})`}
                    </>
                }
            </p>
            {series &&
                <p className='whereby-line'>
                    {active && later.length > 0 &&
                        <FormattedMessage
                            id='whereby.plans.then'
                            values={{times: later.map(moment).join(' · ')}}
                        />
                    }
                </p>
            }
        </>
    );
}

function State({schedule}: {schedule: Schedule}) {
    const more = schedule.next.length > 0 || schedule.rrule !== '' ? ' · ' : '';
    switch (schedule.state) {
    case 'active':
        return null;
    case 'paused':
        return <><FormattedMessage id='whereby.plans.paused'/>{more}</>;
    case 'cancelled':
        return <><FormattedMessage id='whereby.plans.state_cancelled'/>{more}</>;
    case 'past':
        return <><FormattedMessage id='whereby.plans.state_past'/>{more}</>;
    }
}

function CalendarMenu({schedule}: {schedule: Schedule}) {
    const button = useRef<HTMLButtonElement>(null);
    return (
        <PopupMenu
            above={true}
            className='whereby-button whereby-button-quiet whereby-plan-calendar'
            button={<><CalendarIcon/><FormattedMessage id='whereby.plans.add'/></>}
            buttonRef={button}
            entries={[
                {text: 'Google', href: schedule.google_url},
                {text: 'Outlook', href: schedule.outlook_url},
                {text: <FormattedMessage id='whereby.plans.file'/>, href: schedule.ics_url},
            ]}
        />
    );
}
