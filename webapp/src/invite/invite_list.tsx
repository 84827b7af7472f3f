import React, {useId, useRef, useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import {BusyButton} from '../call_card/busy_button';
import {canRevoke} from '../calls/rights';
import type {Call, Invite} from '../calls/types';
import {userName} from '../host/state';
import {useTimeFormat} from '../host/use_time_format';

interface Props {
    call: Call;

    /** Those that work, the newest first. */
    invites: Invite[];

    /** Settles whether the invite was revoked. */
    onRevoke: (invite: Invite) => Promise<boolean>;

    /** The focus was on the last button of the list. */
    onEmpty: () => void;
}

/** The invites of a call that still work. */
export function InviteList({call, invites, onRevoke, onEmpty}: Props) {
    const {formatMessage} = useIntl();
    const [revoked, setRevoked] = useState('');
    const list = useRef<HTMLUListElement>(null);
    const id = useId();

    const revoke = async (invite: Invite) => {
        const buttons = () => [...list.current?.querySelectorAll('button') ?? []];
        const at = buttons().findIndex((button) => button === document.activeElement);
        setRevoked('');
        if (!await onRevoke(invite)) {
            return;
        }
        setRevoked(formatMessage({id: 'whereby.invite.revoked'}, {name: invite.name || formatMessage({id: 'whereby.people.guest'})}));
        if (at >= 0) { // the focus was in the row that goes
            requestAnimationFrame(() => {
                const left = buttons();
                const next = left[Math.min(at, left.length - 1)];
                if (next) {
                    next.focus();
                } else {
                    onEmpty();
                }
            });
        }
    };

    return (
        <div className='whereby-invite-list'>
            {invites.length > 0 &&
                <>
                    <h3
                        id={id}
                        className='whereby-dialog-label'
                    >
                        <FormattedMessage id='whereby.invite.list'/>
                    </h3>
                    <ul
                        ref={list}
                        aria-labelledby={id}
                    >
                        {invites.map((invite) => (
                            <InviteRow
                                key={invite.id}
                                call={call}
                                invite={invite}
                                onRevoke={revoke}
                            />
                        ))}
                    </ul>
                </>
            }
            <span
                className='whereby-hidden'
                role='status'
            >
                {revoked}
            </span>
        </div>
    );
}

function InviteRow({call, invite, onRevoke}: {call: Call; invite: Invite; onRevoke: (invite: Invite) => Promise<void>}) {
    const intl = useIntl();
    const inviter = useSelector((state: GlobalState) => userName(state, invite.made_by)) ?? invite.made_by_name;
    const revocable = useSelector((state: GlobalState) => canRevoke(state, call, invite));
    const [busy, setBusy] = useState(false);
    const until = useMoment(invite.expires_at);
    const name = invite.name || intl.formatMessage({id: 'whereby.people.guest'});

    const revoke = async () => {
        setBusy(true);
        await onRevoke(invite);
        setBusy(false);
    };

    return (
        <li className='whereby-invite-row'>
            <div className='whereby-invite-words'>
                <div
                    className='whereby-invite-guest'
                    dir='auto'
                >
                    {name}
                </div>
                <div className='whereby-dialog-hint'>
                    {invite.used_at ? <FormattedMessage id='whereby.invite.used'/> : <FormattedMessage id='whereby.invite.unused'/>}
                    {' · '}
                    <FormattedMessage
                        id='whereby.invite.works_until'
                        values={{time: until}}
                    />
                    {' · '}
                    <FormattedMessage
                        id='whereby.invite.made_by'
                        values={{name: <bdi>{inviter}</bdi>}}
                    />
                </div>
            </div>
            {revocable &&
                <BusyButton
                    className='whereby-button whereby-button-quiet'
                    busy={busy}
                    onClick={() => {
                        void revoke();
                    }}
                >
                    <span aria-hidden='true'>
                        <FormattedMessage id='whereby.invite.revoke'/>
                    </span>
                    <span className='whereby-hidden'>
                        <FormattedMessage
                            id='whereby.invite.revoke_of'
                            values={{name}}
                        />
                    </span>
                </BusyButton>
            }
        </li>
    );
}

// A time, with its day unless that is today.
function useMoment(at: number): string {
    const intl = useIntl();
    const time = useTimeFormat();
    const day = (it: number) => intl.formatDate(it, {timeZone: time.timeZone, year: 'numeric', month: 'short', day: 'numeric'});
    return day(at) === day(Date.now()) ? intl.formatTime(at, time) : intl.formatDate(at, {...time, month: 'short', day: 'numeric'});
}
