import React, {useEffect, useId, useRef} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import type {PastActions} from './call_details';
import {CallRow} from './call_row';
import {byDay, dayName} from './days';
import {usePastCalls} from './use_past_calls';
import {BusyButton} from '../call_card/busy_button';
import type {ApiClient} from '../calls/client';
import {NoticeText} from '../notice/notice_text';
import type {Notice} from '../notice/notices';
import {useZone} from '../plans/use_zone';
import {shownIn} from '../plans/when';
import {useInView} from '../scroll/use_in_view';

interface Props {
    channelId: string;
    version: number;
    client: Pick<ApiClient, 'past'>;
    explain: (error: unknown) => Notice;
    actions: PastActions;
}

/** A channel's calls that are over, by day, older ones as one scrolls. */
export function PastCalls({channelId, version, client, explain, actions}: Props) {
    const intl = useIntl();
    const zone = useZone();
    const {calls, more, busy, notice, load} = usePastCalls(channelId, version, client, explain);
    const today = shownIn(zone, Date.now()).date;
    const foot = useRef<HTMLDivElement>(null);
    const end = useRef<HTMLParagraphElement>(null);
    const pressed = useRef(false);
    const id = useId();

    // What failed is tried again by a press only.
    useInView(foot, `${calls?.length}${more}`, () => {
        if (more && !notice) {
            load();
        }
    });
    useEffect(() => {
        if (pressed.current && !more && !busy) {
            pressed.current = false;
            end.current?.focus(); // the button has gone
        }
    }, [more, busy]);

    return (
        <section
            aria-labelledby={`${id}title`}
            aria-busy={busy}
        >
            <h2 id={`${id}title`}><FormattedMessage id='whereby.history.past'/></h2>
            {byDay(calls ?? [], zone).map(({date, calls: ofDay}) => (
                <section
                    key={date}
                    aria-labelledby={`${id}${date}`}
                >
                    <h3
                        id={`${id}${date}`}
                        className='whereby-past-day'
                    >
                        {dayName(intl, date, today)}
                    </h3>
                    <ul className='whereby-past-list'>
                        {ofDay.map((call) => (
                            <CallRow
                                key={call.id}
                                call={call}
                                actions={actions}
                            />
                        ))}
                    </ul>
                </section>
            ))}
            {!calls && !notice && <Loading/>}
            {calls?.length === 0 && <p className='whereby-calls-empty'><FormattedMessage id='whereby.history.empty'/></p>}
            <div role='alert'>
                {notice && <p className='whereby-calls-problem'><NoticeText notice={notice}/></p>}
            </div>
            <div
                ref={foot}
                className='whereby-past-foot'
            >
                {(more || notice) &&
                    <BusyButton
                        className='whereby-button whereby-button-quiet whereby-past-more'
                        busy={busy}
                        onClick={() => {
                            pressed.current = true;
                            load();
                        }}
                    >
                        {notice ? <FormattedMessage id='whereby.plans.again'/> : <FormattedMessage id='whereby.history.more'/>}
                    </BusyButton>
                }
                {calls && calls.length > 0 && !more &&
                    <p
                        ref={end}
                        className='whereby-calls-empty'
                        tabIndex={-1}
                    >
                        <FormattedMessage id='whereby.history.end'/>
                    </p>
                }
            </div>
        </section>
    );
}

// As high as a few calls, so that little jumps.
function Loading() {
    return (
        <>
            <span
                className='whereby-hidden'
                role='status'
            >
                <FormattedMessage id='whereby.plans.loading'/>
            </span>
            {[1, 2, 3].map((line) => (
                <div
                    key={line}
                    className='whereby-past-blank'
                />
            ))}
        </>
    );
}
