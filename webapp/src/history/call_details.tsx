import React, {useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import {BusyButton} from '../call_card/busy_button';
import {FileList} from '../call_card/call_files';
import {duration} from '../call_card/length';
import {peopleOf, timeInside} from '../calls/people';
import {obstacleToStart} from '../calls/rights';
import type {Call} from '../calls/types';
import {currentTeamName} from '../host/state';
import {useTimeFormat} from '../host/use_time_format';
import {hostWindow} from '../host/window';
import {PeopleList} from '../people/people_list';

/** What can be done with a call that is over. */
export interface PastActions {

    /** Starts the same once more, and settles when that is done or refused. */
    onCallAgain: (call: Call) => Promise<void>;

    /** Shows a page of Mattermost's. */
    onOpen: (path: string) => void;
}

/** Who was in a call that is over, what it left behind, and what can be done. */
export function CallDetails({call, actions}: {call: Call; actions: PastActions}) {
    const intl = useIntl();
    const time = useTimeFormat();
    const people = peopleOf(call);
    const files = call.files ?? [];

    return (
        <div className='whereby-past-details'>
            {call.started_at > 0 &&
                <p className='whereby-past-line'>
                    {intl.formatDateTimeRange(call.started_at, call.ended_at, time)}
                </p>
            }
            {people.length > 0 ? (
                <>
                    <h4><FormattedMessage id='whereby.people.were_inside'/></h4>
                    <PeopleList
                        people={people}
                        time={(person) => {
                            const inside = timeInside(person, call.ended_at);
                            return inside > 0 ? duration(intl, inside) : '';
                        }}
                    />
                </>
            ) : Boolean(call.people) && <p className='whereby-past-line'><FormattedMessage id='whereby.history.no_names'/></p>}
            {files.length > 0 && (
                <>
                    <h4><FormattedMessage id='whereby.files.title'/></h4>
                    <FileList files={files}/>
                </>
            )}
            <div className='whereby-past-actions'>
                <CallAgain
                    call={call}
                    onCallAgain={actions.onCallAgain}
                />
                {call.post_id &&
                    <PostLink
                        postId={call.post_id}
                        onOpen={actions.onOpen}
                    />
                }
            </div>
        </div>
    );
}

function CallAgain({call, onCallAgain}: {call: Call; onCallAgain: PastActions['onCallAgain']}) {
    const obstacle = useSelector((state: GlobalState) => obstacleToStart(state, call.channel_id));
    const [busy, setBusy] = useState(false);
    if (obstacle) {
        return null;
    }

    const start = async () => {
        setBusy(true);
        await onCallAgain(call);
        setBusy(false);
    };
    return (
        <BusyButton
            className='whereby-button whereby-button-quiet'
            busy={busy}
            onClick={() => void start()}
        >
            {call.state === 'failed' ? <FormattedMessage id='whereby.card.try_again'/> : <FormattedMessage id='whereby.card.call_again'/>}
        </BusyButton>
    );
}

// An ordinary link, so that it can be copied and opened in a tab; a plain click stays in the page.
function PostLink({postId, onOpen}: {postId: string; onOpen: PastActions['onOpen']}) {
    const team = useSelector(currentTeamName);
    const path = `/${team}/pl/${postId}`;
    return (
        <a
            className='whereby-link'
            href={(hostWindow().basename ?? '') + path}
            onClick={(event) => {
                if (!event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
                    event.preventDefault();
                    onOpen(path);
                }
            }}
        >
            <FormattedMessage id='whereby.history.open_post'/>
        </a>
    );
}
