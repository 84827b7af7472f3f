import React, {useEffect, useRef, useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import type {Post} from '@mattermost/types/posts';
import type {GlobalState} from '@mattermost/types/store';

import {CallActions} from './call_actions';
import {CardMenu} from './card_menu';
import {ConfirmEnd} from './confirm_end';
import {Consent} from './consent';
import {PostedAt} from './posted_at';
import {PriorityLine} from './priority_line';
import {StatusLine} from './status_line';
import {canEnd} from '../calls/rights';
import {isJoinable} from '../calls/types';
import type {Call, CallState} from '../calls/types';
import {userName} from '../host/state';
import {InvitePlace} from '../invite/invite_place';
import {NoticeText} from '../notice/notice_text';
import type {Notice} from '../notice/notices';

/** A call in the channel's flow of posts: what it is, how it stands, what one can do. */
export function CallCard({call, post}: {call: Call; post: Post}) {
    const intl = useIntl();
    const [notice, setNotice] = useState<Notice>();
    const [confirming, setConfirming] = useState(false);
    const [inviting, setInviting] = useState(false);
    const menuButton = useRef<HTMLButtonElement>(null);
    const endable = useSelector((state: GlobalState) => canEnd(state, call));
    const topic = call.topic || intl.formatMessage({id: 'whereby.card.no_topic'});

    const stopConfirming = () => {
        setConfirming(false);
        menuButton.current?.focus();
    };

    return (
        <section
            className={`whereby-card whereby-state-${call.state}`}
            aria-label={intl.formatMessage({id: 'whereby.card.label'}, {topic})}
        >
            <header className='whereby-card-head'>
                <span className='whereby-dot'/>
                <h4
                    className='whereby-topic'
                    dir='auto'
                    title={topic}
                >
                    {topic}
                </h4>
                {isJoinable(call) &&
                    <CardMenu
                        call={call}
                        buttonRef={menuButton}
                        onEnd={() => {
                            setConfirming(true);
                        }}
                        onInvite={() => {
                            setNotice(undefined);
                            setInviting(true);
                        }}
                    />
                }
            </header>
            <Byline
                call={call}
                post={post}
            />
            <StatusLine call={call}/>
            <PriorityLine options={call.options}/>
            <Consent call={call}/>
            {confirming && endable ? (
                <ConfirmEnd
                    call={call}
                    onClose={stopConfirming}
                    onNotice={setNotice}
                />
            ) : (
                <CallActions
                    call={call}
                    onNotice={setNotice}
                />
            )}
            <div role='alert'>
                {notice &&
                    <p className={`whereby-notice whereby-notice-${notice.kind}`}>
                        <NoticeText notice={notice}/>
                    </p>
                }
            </div>
            {inviting && isJoinable(call) &&
                <InvitePlace
                    call={call}
                    onClose={() => {
                        setInviting(false);
                    }}
                    onNotice={setNotice}
                />
            }
            <Announcement state={call.state}/>
        </section>
    );
}

function Byline({call, post}: {call: Call; post: Post}) {
    const intl = useIntl();
    const known = useSelector((state: GlobalState) => userName(state, call.host_user_id));
    const recorded = post.props.meeting_creator_username;
    const name = known ?? (typeof recorded === 'string' && recorded ? recorded : intl.formatMessage({id: 'whereby.people.nameless'}));

    return (
        <p className='whereby-line'>
            {call.unasked ? <FormattedMessage id='whereby.card.unasked'/> : (
                <FormattedMessage
                    id='whereby.card.started_by'
                    values={{name: <bdi>{name}</bdi>}}
                />
            )}
            {' · '}
            <PostedAt at={call.created_at}/>
        </p>
    );
}

// Says a change of state to people who do not see it; nothing at first, or a
// whole channel of cards would be read out.
function Announcement({state}: {state: CallState}) {
    const first = useRef(state);
    const [changed, setChanged] = useState(false);
    useEffect(() => {
        if (state !== first.current) {
            setChanged(true);
        }
    }, [state]);

    return (
        <span
            className='whereby-hidden'
            role='status'
        >
            {changed && <StateText state={state}/>}
        </span>
    );
}

function StateText({state}: {state: CallState}) {
    switch (state) {
    case 'creating':
    case 'open':
        return <FormattedMessage id='whereby.state.open'/>;
    case 'live':
        return <FormattedMessage id='whereby.state.live'/>;
    case 'ended':
        return <FormattedMessage id='whereby.state.ended'/>;
    case 'missed':
        return <FormattedMessage id='whereby.state.missed'/>;
    case 'failed':
        return <FormattedMessage id='whereby.state.failed'/>;
    }
}
