import React, {useEffect, useRef, useState} from 'react';
import {createPortal} from 'react-dom';
import {FormattedMessage} from 'react-intl';

import css from './invite.css?inline';
import {InviteForm} from './invite_form';
import {InviteList} from './invite_list';
import {MadeLink} from './made_link';
import type {ApiClient} from '../calls/client';
import type {Call, Invite, MadeInvite} from '../calls/types';
import {NoticeText} from '../notice/notice_text';
import type {Notice} from '../notice/notices';
import {Modal} from '../start_dialog/modal';

/** Everything that the dialog needs; it is code of its own and shares nothing with the rest. */
export interface InviteDialogProps {
    call: Call;
    client: Pick<ApiClient, 'invite' | 'invites' | 'revokeInvite'>;

    /** What to tell of a failed request. */
    explain: (error: unknown) => Notice;
    onClose: () => void;
}

/** Makes links for guests into a call, and takes them back. */
export function InviteDialog({call, client, explain, onClose}: InviteDialogProps) {
    const [invites, setInvites] = useState<Invite[]>();
    const [made, setMade] = useState<MadeInvite>();
    const [notice, setNotice] = useState<Notice>();
    const close = useRef<HTMLButtonElement>(null);
    const latestExplain = useRef(explain);
    latestExplain.current = explain;

    useEffect(() => {
        let shown = true;
        client.invites(call.id).then(
            (list) => {
                if (shown) {
                    setInvites(list);
                }
            },
            (error: unknown) => {
                if (shown) {
                    setNotice(latestExplain.current(error));
                }
            },
        );
        return () => {
            shown = false;
        };
    }, [call.id, client]);

    // Each settles whether it did what it was to do.
    const create = async (name: string, expiresAt?: number) => {
        setNotice(undefined);
        try {
            const created = await client.invite(call.id, name, expiresAt);
            setMade(created);
            setInvites((list) => [created.invite, ...(list ?? [])]);
            return true;
        } catch (error) {
            setNotice(explain(error));
            return false;
        }
    };
    const revoke = async (invite: Invite) => {
        setNotice(undefined);
        try {
            await client.revokeInvite(call.id, invite.id);
        } catch (error) {
            setNotice(explain(error));
            return false;
        }
        setInvites((list) => list?.filter(({id: other}) => other !== invite.id));
        setMade((it) => (it?.invite.id === invite.id ? undefined : it));
        return true;
    };

    // The card lies in a list that clips and moves what is in it.
    return createPortal(
        <Modal
            title={<FormattedMessage id='whereby.invite.title'/>}
            className='whereby-invite'
            css={css}
            onClose={onClose}
        >
            <p className='whereby-invite-about'>
                {call.options.locked ? <FormattedMessage id='whereby.invite.knocks'/> : <FormattedMessage id='whereby.invite.comes_in'/>}
            </p>
            <InviteForm
                call={call}
                onCreate={create}
            />
            <div role='alert'>
                {notice &&
                    <p className='whereby-invite-problem'>
                        <NoticeText notice={notice}/>
                    </p>
                }
            </div>
            {made &&
                <MadeLink
                    key={made.invite.id}
                    made={made}
                />
            }
            <InviteList
                call={call}
                invites={invites ?? []}
                onRevoke={revoke}
                onEmpty={() => {
                    close.current?.focus();
                }}
            />
            <div className='whereby-dialog-buttons'>
                <button
                    type='button'
                    ref={close}
                    className='whereby-button whereby-button-quiet whereby-invite-close'
                    onClick={onClose}
                >
                    <FormattedMessage id='whereby.invite.close'/>
                </button>
            </div>
        </Modal>,
        document.body,
    );
}
