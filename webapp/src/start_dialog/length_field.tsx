import React, {useEffect, useId, useRef, useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {FieldProblem} from './field_problem';
import {duration} from '../call_card/length';

/** The lengths that have a chip of their own, in minutes. */
const OFFERED = [30, 60, 120];

interface Props {

    /** In minutes, as typed. */
    minutes: string;
    max: number;
    problem?: string;
    onChange: (minutes: string) => void;
}

/** How long the call may last: a chip, or minutes. */
export function LengthField({minutes, max, problem, onChange}: Props) {
    const intl = useIntl();
    const offered = OFFERED.filter((length) => length <= max);
    const isOffered = offered.includes(Number(minutes));
    const [typing, setTyping] = useState(false);
    const other = typing || !isOffered;
    const field = useRef<HTMLInputElement>(null);
    const id = useId();

    useEffect(() => {
        if (typing) {
            field.current?.focus();
            field.current?.select();
        }
    }, [typing]);
    useEffect(() => {
        if (problem) {
            field.current?.focus();
        }
    }, [problem]);

    return (
        <div
            className='whereby-dialog-row whereby-dialog-length'
            role='group'
            aria-labelledby={`${id}label`}
        >
            <div
                id={`${id}label`}
                className='whereby-dialog-label'
            >
                <FormattedMessage id='whereby.dialog.length'/>
            </div>
            <div className='whereby-dialog-chips'>
                {offered.map((length) => (
                    <button
                        key={length}
                        type='button'
                        className='whereby-dialog-chip'
                        aria-pressed={!other && Number(minutes) === length}
                        onClick={() => {
                            setTyping(false);
                            onChange(String(length));
                        }}
                    >
                        {duration(intl, length * 60_000)}
                    </button>
                ))}
                <button
                    type='button'
                    className='whereby-dialog-chip'
                    aria-pressed={other}
                    onClick={() => {
                        setTyping(true);
                    }}
                >
                    <FormattedMessage id='whereby.dialog.length_other'/>
                </button>
                {other &&
                    <label className='whereby-dialog-other'>
                        <input
                            ref={field}
                            type='number'
                            className='whereby-dialog-input whereby-dialog-minutes'
                            inputMode='numeric'
                            min={1}
                            max={max}
                            step={1}
                            value={minutes}
                            aria-invalid={problem !== undefined}
                            aria-describedby={problem && `${id}problem`}
                            onChange={(event) => {
                                setTyping(true);
                                onChange(event.target.value);
                            }}
                        />
                        <FormattedMessage id='whereby.dialog.minutes'/>
                    </label>
                }
            </div>
            <FieldProblem
                id={`${id}problem`}
                text={problem}
            />
        </div>
    );
}
