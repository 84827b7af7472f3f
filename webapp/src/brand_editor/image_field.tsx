import React, {useId, useRef, useState} from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import type {IntlShape} from 'react-intl';

import {checkImage, MAX_BYTES, MAX_SIDE, MIN_WIDTH} from './image_check';
import type {ImageProblem} from './image_check';
import type {AdminClient, ImageKind} from '../admin_console/admin_client';
import {isExplained} from '../calls/client';

interface Props {
    kind: ImageKind;
    label: ReactNode;

    /** Id of the image, or empty. */
    image: string;
    client: AdminClient;
    disabled: boolean;
    onChange: (image: string) => void;
}

/** An image that is chosen or dropped, looked at, and handed to the server at once. */
export function ImageField({kind, label, image, client, disabled, onChange}: Props) {
    const intl = useIntl();
    const [busy, setBusy] = useState(false);
    const [over, setOver] = useState(false);
    const [problem, setProblem] = useState('');
    const input = useRef<HTMLInputElement>(null);
    const id = useId();
    const idle = !disabled && !busy;

    const take = async (file: File | undefined) => {
        setOver(false);
        if (!file || !idle) {
            return;
        }
        setProblem('');
        setBusy(true);
        try {
            const found = await checkImage(kind, file);
            if (found) {
                setProblem(inWords(intl, found, kind));
            } else {
                onChange(await client.upload(kind, file));
            }
        } catch (error) {
            setProblem(isExplained(error) ? error.message : intl.formatMessage({id: 'whereby.problem.unreachable'}));
        }
        setBusy(false);
        if (input.current) {
            input.current.value = ''; // so that the same file can be chosen again
        }
    };

    return (
        <div className='whereby-field'>
            <span
                id={`${id}label`}
                className='whereby-field-label'
            >
                {label}
            </span>
            <div>
                {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- dropping is one more way, beside the button */}
                <div
                    className={`whereby-image ${over ? 'whereby-image-over' : ''}`}
                    onDragOver={(event) => {
                        event.preventDefault();
                        setOver(idle);
                    }}
                    onDragLeave={() => {
                        setOver(false);
                    }}
                    onDrop={(event) => {
                        event.preventDefault();
                        void take(event.dataTransfer.files[0]);
                    }}
                >
                    <span className={`whereby-image-shown whereby-image-${kind}`}>
                        {image && (
                            <img
                                src={client.imageUrl(image)}
                                alt=''
                            />
                        )}
                    </span>
                    <input
                        ref={input}
                        type='file'
                        accept='image/png'
                        hidden={true}
                        data-kind={kind}
                        aria-labelledby={`${id}label`}
                        onChange={(event) => {
                            void take(event.target.files?.[0]);
                        }}
                    />
                    <span className='whereby-image-buttons'>
                        <button
                            type='button'
                            className='whereby-button whereby-button-quiet'
                            disabled={disabled}
                            aria-busy={busy}
                            aria-disabled={busy}
                            aria-describedby={`${id}label ${id}problem ${id}hint`}
                            onClick={() => {
                                if (idle) {
                                    input.current?.click();
                                }
                            }}
                        >
                            <span className={busy ? 'whereby-busy' : 'whereby-idle'}>
                                <FormattedMessage id='whereby.admin.brand.choose'/>
                            </span>
                            {busy && <span className='whereby-spinner'/>}
                        </button>
                        {image && (
                            <button
                                type='button'
                                className='whereby-text-button'
                                disabled={!idle}
                                aria-describedby={`${id}label`}
                                onClick={() => {
                                    setProblem('');
                                    onChange('');
                                }}
                            >
                                <FormattedMessage id='whereby.admin.brand.remove'/>
                            </button>
                        )}
                    </span>
                </div>
                <div
                    id={`${id}problem`}
                    className='whereby-field-problem'
                    role='alert'
                >
                    {problem}
                </div>
                <div
                    id={`${id}hint`}
                    className='whereby-field-hint'
                >
                    <FormattedMessage
                        id='whereby.admin.brand.image_hint'
                        values={{width: MIN_WIDTH[kind], kilobytes: MAX_BYTES / 1000}}
                    />
                </div>
            </div>
        </div>
    );
}

function inWords({formatMessage}: IntlShape, problem: ImageProblem, kind: ImageKind): string {
    switch (problem) {
    case 'no_png':
        return formatMessage({id: 'whereby.admin.problem.no_png'});
    case 'heavy':
        return formatMessage({id: 'whereby.admin.problem.image_heavy'}, {kilobytes: MAX_BYTES / 1000});
    case 'narrow':
        return formatMessage({id: 'whereby.admin.problem.image_narrow'}, {width: MIN_WIDTH[kind]});
    case 'large':
        return formatMessage({id: 'whereby.admin.problem.image_large'}, {side: MAX_SIDE});
    }
}
