import React from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import {Badge} from './badge';
import {Disclosure} from './disclosure';
import {Elapsed} from './elapsed';
import {duration} from './length';
import {countInside, insideSince, peopleInside, peopleOf, timeInside} from '../calls/people';
import type {Call} from '../calls/types';
import {userName} from '../host/state';
import {useTimeFormat} from '../host/use_time_format';
import {RecordIcon} from '../icons/icons';
import {Avatars} from '../people/avatars';
import {PeopleList} from '../people/people_list';

/** The card's third line: how the call stands. */
export function StatusLine({call}: {call: Call}) {
    return (
        <div className='whereby-line whereby-status'>
            <div className='whereby-status-text'>
                <Status call={call}/>
            </div>
        </div>
    );
}

function Status({call}: {call: Call}) {
    const intl = useIntl();
    const time = useTimeFormat();

    switch (call.state) {
    case 'creating':
    case 'open':
        return call.expires_at ? (
            <FormattedMessage
                id='whereby.status.open_until'
                values={{time: intl.formatTime(call.expires_at, time)}}
            />
        ) : <FormattedMessage id='whereby.state.open'/>;
    case 'live':
        return <Live call={call}/>;
    case 'ended':
        return <Ended call={call}/>;
    case 'missed':
        return <FormattedMessage id='whereby.status.missed'/>;
    case 'failed':
        return <FormattedMessage id='whereby.status.failed'/>;
    }
}

function Live({call}: {call: Call}) {
    const intl = useIntl();
    const time = useTimeFormat();
    const inside = peopleInside(call);
    const recorded = call.bots?.some(({role, left_at: leftAt}) => role === 'recorder' && !leftAt);

    return (
        <>
            <Avatars people={inside}/>
            {inside.length > 0 ? (
                <Disclosure
                    className='whereby-count-button'
                    summary={
                        <FormattedMessage
                            id='whereby.status.inside'
                            values={{count: inside.length}}
                        />
                    }
                    title={intl.formatMessage({id: 'whereby.people.inside'})}
                >
                    <PeopleList
                        people={inside}
                        time={(person) => {
                            const since = insideSince(person);
                            return since ? intl.formatMessage({id: 'whereby.people.since'}, {time: intl.formatTime(since, time)}) : '';
                        }}
                    />
                </Disclosure>
            ) : <Inside call={call}/>}
            {call.started_at > 0 && <>{' · '}<Elapsed since={call.started_at}/></>}
            {recorded &&
                <Badge
                    icon={<RecordIcon/>}
                    text={intl.formatMessage({id: 'whereby.badge.recording'})}
                />
            }
        </>
    );
}

// How many are in a call of which nobody is to learn who they are.
function Inside({call}: {call: Call}) {
    const count = countInside(call);
    return count > 0 ? (
        <FormattedMessage
            id='whereby.status.inside'
            values={{count}}
        />
    ) : <FormattedMessage id='whereby.state.live'/>;
}

function Ended({call}: {call: Call}) {
    const intl = useIntl();
    const time = useTimeFormat();
    const people = peopleOf(call);
    const endedBy = useNameOf(call, call.end_reason === 'ended' ? call.ended_by : '');

    return (
        <span className='whereby-parts'>
            <span>
                {call.started_at ? (
                    <FormattedMessage
                        id='whereby.status.lasted'
                        values={{duration: duration(intl, call.ended_at - call.started_at)}}
                    />
                ) : (
                    <FormattedMessage
                        id='whereby.status.ended_at'
                        values={{time: intl.formatTime(call.ended_at, time)}}
                    />
                )}
                {call.names === false && Boolean(call.people) && (
                    <>
                        {' · '}
                        <FormattedMessage
                            id='whereby.status.people'
                            values={{count: call.people}}
                        />
                    </>
                )}
                {people.length > 0 && (
                    <>
                        {' · '}
                        <Disclosure
                            className='whereby-count-button'
                            summary={
                                <FormattedMessage
                                    id='whereby.status.people'
                                    values={{count: people.length}}
                                />
                            }
                            title={intl.formatMessage({id: 'whereby.people.were_inside'})}
                        >
                            <PeopleList
                                people={people}
                                time={(person) => {
                                    const inside = timeInside(person, call.ended_at);
                                    return inside > 0 ? duration(intl, inside) : '';
                                }}
                            />
                        </Disclosure>
                    </>
                )}
            </span>
            {endedBy && (
                <span>
                    {' · '}
                    <FormattedMessage
                        id='whereby.status.ended_by'
                        values={{name: <bdi>{endedBy}</bdi>}}
                    />
                </span>
            )}
        </span>
    );
}

// Undefined for somebody whom neither this client nor the call knows.
function useNameOf(call: Call, userId = ''): string | undefined {
    const known = useSelector((state: GlobalState) => userName(state, userId));
    return known ?? (userId ? call.attendance?.find((stay) => stay.user_id === userId)?.name : undefined);
}
