import React, {useEffect, useId, useRef} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {FieldProblem} from './field_problem';

/** The server's limit, in characters. */
const MAX_TOPIC = 200;

interface Props {
    topic: string;

    /** The topic of a call that is given none. */
    placeholder?: string;

    /** What a template makes of the topic. */
    becomes?: string;
    inThread: boolean;
    problem?: string;
    onChange: (topic: string) => void;
}

/** What the call is about. */
export function TopicField({topic, placeholder, becomes, inThread, problem, onChange}: Props) {
    const {formatMessage} = useIntl();
    const field = useRef<HTMLInputElement>(null);
    const id = useId();

    useEffect(() => {
        field.current?.focus();
    }, []);
    useEffect(() => {
        if (problem) {
            field.current?.focus();
        }
    }, [problem]);

    return (
        <div className='whereby-dialog-row'>
            <label
                className='whereby-dialog-label'
                htmlFor={id}
            >
                <FormattedMessage id='whereby.dialog.topic'/>
            </label>
            <input
                ref={field}
                id={id}
                type='text'
                className='whereby-dialog-input whereby-dialog-topic'
                dir='auto'
                autoComplete='off'
                maxLength={MAX_TOPIC}
                placeholder={placeholder || formatMessage({id: 'whereby.dialog.topic_hint'})}
                value={topic}
                aria-invalid={problem !== undefined}
                aria-describedby={`${becomes ? `${id}becomes ` : ''}${inThread ? `${id}thread ` : ''}${id}problem`}
                onChange={(event) => {
                    onChange(event.target.value);
                }}
            />
            {becomes &&
                <div
                    id={`${id}becomes`}
                    className='whereby-dialog-hint whereby-dialog-becomes'
                >
                    <FormattedMessage
                        id='whereby.dialog.becomes'
                        values={{topic: <bdi>{becomes}</bdi>}}
                    />
                </div>
            }
            {inThread &&
                <div
                    id={`${id}thread`}
                    className='whereby-dialog-hint'
                >
                    <FormattedMessage id='whereby.dialog.in_thread'/>
                </div>
            }
            <FieldProblem
                id={`${id}problem`}
                text={problem}
            />
        </div>
    );
}
