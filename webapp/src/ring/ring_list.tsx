import React, {useEffect, useSyncExternalStore} from 'react';
import {FormattedMessage} from 'react-intl';
import {useSelector} from 'react-redux';

import {MissedNotice} from './missed_notice';
import {CallerName, RingNotice} from './ring_notice';
import type {HeldRing} from './rings';
import {ringAloud} from './sound';
import {callsSlice} from '../calls/slice';
import {isRunning} from '../calls/types';
import {currentUserId, isUndisturbed} from '../host/state';
import {useServices} from '../services';

/** How many missed calls are shown before the rest become a number. */
const SHOWN = 3;

/** Who is calling this person, and whose calls were missed. */
export function RingList() {
    const {loader, rings} = useServices();
    const userId = useSelector(currentUserId);
    const {ringing, missed} = useRings(userId);
    const undisturbed = useSelector(isUndisturbed);
    const loud = !undisturbed && ringing.some(({quiet}) => !quiet);

    useEffect(() => {
        if (!userId) {
            return undefined;
        }
        void rings.load();
        return () => {
            rings.forget();
        };
    }, [rings, userId]);

    useEffect(() => (loud ? ringAloud() : undefined), [loud]);

    // Tells which calls still run.
    const channels = [...ringing, ...missed].map(({channel_id: id}) => id).join(' ');
    useEffect(() => {
        channels.split(' ').filter(Boolean).forEach((id) => void loader.channel(id));
    }, [loader, channels]);

    // The place stays when the person logs out.
    if (!userId) {
        return null;
    }
    return (
        <div className='whereby-ring-place'>
            <div
                className='whereby-hidden'
                aria-live='assertive'
            >
                {ringing.map((ring) => <Announcement key={ring.call_id} ring={ring}/>)}
            </div>
            {ringing.map((ring) => (
                <RingNotice
                    key={ring.call_id}
                    ring={ring}
                />
            ))}
            <div
                aria-live='polite'
                aria-relevant='additions'
            >
                {missed.slice(0, SHOWN).map((ring) => (
                    <MissedNotice
                        key={ring.call_id}
                        ring={ring}
                    />
                ))}
                {missed.length > SHOWN && <MoreMissed missed={missed}/>}
            </div>
        </div>
    );
}

// What rings for a call that is over was missed, and who was in the call was not.
function useRings(userId: string) {
    const {rings} = useServices();
    const all = useSyncExternalStore(rings.subscribe, rings.current);
    const calls = useSelector((state) => callsSlice(state).calls);

    const unanswered = all.filter(({call_id: id}) => !calls[id]?.attendance?.some((stay) => stay.user_id === userId));
    const isRinging = ({call_id: id, ringing}: HeldRing) => ringing && (!calls[id] || isRunning(calls[id]));
    return {
        ringing: unanswered.filter(isRinging),
        missed: unanswered.filter((ring) => !isRinging(ring)),
    };
}

function Announcement({ring}: {ring: HeldRing}) {
    return (
        <p>
            <FormattedMessage
                id='whereby.ring.calling'
                values={{name: <CallerName ring={ring}/>}}
            />
            {ring.topic && `: ${ring.topic}`}
        </p>
    );
}

function MoreMissed({missed}: {missed: HeldRing[]}) {
    const {rings} = useServices();
    return (
        <div className='whereby-toast whereby-missed-more'>
            <FormattedMessage
                id='whereby.ring.more'
                values={{count: missed.length - SHOWN}}
            />
            <button
                type='button'
                className='whereby-button whereby-button-quiet whereby-missed-dismiss-all'
                onClick={() => {
                    missed.forEach(({call_id: id}) => void rings.decline(id));
                }}
            >
                <FormattedMessage id='whereby.ring.dismiss_all'/>
            </button>
        </div>
    );
}
