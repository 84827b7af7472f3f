import React, {useEffect, useId, useRef, useState} from 'react';
import type {FormEvent} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {duration} from '../call_card/length';
import type {Call} from '../calls/types';

/** The server's limit, in characters. */
const MAX_NAME = 100;

/** The lengths that have a chip of their own, in milliseconds. */
const OFFERED = [1, 4, 24].map((hours) => hours * 3_600_000);

interface Props {
    call: Call;

    /** Settles whether an invite was made. */
    onCreate: (name: string, expiresAt?: number) => Promise<boolean>;
}

/** Whom to invite, and until when. */
export function InviteForm({call, onCreate}: Props) {
    const intl = useIntl();
    const [name, setName] = useState('');
    const [length, setLength] = useState<number>();
    const [busy, setBusy] = useState(false);
    const field = useRef<HTMLInputElement>(null);
    const id = useId();
    const [openedAt] = useState(() => Date.now());
    const offered = OFFERED.filter((it) => openedAt + it < call.expires_at);

    useEffect(() => {
        field.current?.focus();
    }, []);

    const submit = async (event: FormEvent) => {
        event.preventDefault();
        if (busy) {
            return;
        }
        setBusy(true);
        if (await onCreate(name.trim(), length && Date.now() + length)) {
            setName('');
        }
        setBusy(false);
    };

    return (
        <form
            noValidate={true}
            onSubmit={(event) => {
                void submit(event);
            }}
        >
            <div className='whereby-dialog-fields'>
                <div className='whereby-dialog-row'>
                    <label
                        className='whereby-dialog-label'
                        htmlFor={`${id}name`}
                    >
                        <FormattedMessage id='whereby.invite.name'/>
                    </label>
                    <input
                        ref={field}
                        id={`${id}name`}
                        type='text'
                        className='whereby-dialog-input whereby-invite-name'
                        dir='auto'
                        autoComplete='off'
                        maxLength={MAX_NAME}
                        value={name}
                        placeholder={intl.formatMessage({id: 'whereby.invite.name_hint'})}
                        onChange={(event) => {
                            setName(event.target.value);
                        }}
                    />
                </div>
                <div
                    className='whereby-dialog-row'
                    role='group'
                    aria-labelledby={`${id}until`}
                >
                    <div
                        id={`${id}until`}
                        className='whereby-dialog-label'
                    >
                        <FormattedMessage id='whereby.invite.until'/>
                    </div>
                    <div className='whereby-dialog-chips'>
                        {[undefined, ...offered].map((it) => (
                            <button
                                key={it ?? 'call'}
                                type='button'
                                className='whereby-dialog-chip'
                                aria-pressed={length === it}
                                onClick={() => {
                                    setLength(it);
                                }}
                            >
                                {it ? duration(intl, it) : <FormattedMessage id='whereby.invite.until_end'/>}
                            </button>
                        ))}
                    </div>
                </div>
                <button
                    type='submit'
                    className='whereby-button whereby-button-primary whereby-invite-create'
                    aria-busy={busy}
                    aria-disabled={busy}
                >
                    <span className={busy ? 'whereby-busy' : 'whereby-idle'}>
                        <FormattedMessage id='whereby.invite.create'/>
                    </span>
                    {busy && <span className='whereby-spinner'/>}
                </button>
            </div>
        </form>
    );
}
