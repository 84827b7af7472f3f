import React, {useEffect, useId, useRef} from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import type {IntlShape} from 'react-intl';

import {REPEATS} from './when';
import type {Picked, Repeat} from './when';
import {FieldProblem} from '../start_dialog/field_problem';

/** When the calls are: as picked, or in somebody's own words. Both are kept. */
export interface When extends Picked {
    by: 'date' | 'words';
    words: string;
}

interface Props {
    when: When;
    zone: string;
    problem?: string;
    onChange: (when: When) => void;
}

/** What people can type. Only English is read. */
const EXAMPLE = 'every mon,thu 14:30 45m';

/** The date, the time and how it repeats, or words that say so. */
export function WhenField({when, zone, problem, onChange}: Props) {
    const intl = useIntl();
    const place = useRef<HTMLDivElement>(null);
    const id = useId();
    const describes = `${id}zone ${id}problem`;
    const set = (changes: Partial<When>) => {
        onChange({...when, ...changes});
    };

    useEffect(() => {
        if (problem) {
            place.current?.querySelector('input')?.focus();
        }
    }, [problem]);

    return (
        <div
            ref={place}
            className='whereby-dialog-row'
            role='group'
            aria-labelledby={`${id}label`}
        >
            <div
                id={`${id}label`}
                className='whereby-dialog-label'
            >
                <FormattedMessage id='whereby.plan.when'/>
            </div>
            <div className='whereby-dialog-chips'>
                <Way
                    chosen={when.by === 'date'}
                    onChoose={() => {
                        set({by: 'date'});
                    }}
                >
                    <FormattedMessage id='whereby.plan.by_date'/>
                </Way>
                <Way
                    className='whereby-plan-in-words'
                    chosen={when.by === 'words'}
                    onChoose={() => {
                        set({by: 'words'});
                    }}
                >
                    <FormattedMessage id='whereby.plan.by_words'/>
                </Way>
            </div>
            {when.by === 'words' ? (
                <input
                    type='text'
                    className='whereby-dialog-input whereby-plan-words'
                    autoComplete='off'
                    maxLength={1000}
                    placeholder={EXAMPLE}
                    value={when.words}
                    aria-label={intl.formatMessage({id: 'whereby.plan.by_words'})}
                    aria-invalid={problem !== undefined}
                    aria-describedby={`${id}example ${describes}`}
                    onChange={(event) => {
                        set({words: event.target.value});
                    }}
                />
            ) : (
                <div
                    className='whereby-plan-pick'
                    style={{colorScheme: colorScheme()}}
                >
                    <input
                        type='date'
                        className='whereby-dialog-input whereby-plan-date'
                        value={when.date}
                        aria-label={intl.formatMessage({id: 'whereby.plan.date'})}
                        aria-invalid={problem !== undefined}
                        aria-describedby={describes}
                        onChange={(event) => {
                            set({date: event.target.value});
                        }}
                    />
                    <input
                        type='time'
                        className='whereby-dialog-input whereby-plan-time'
                        value={when.time}
                        aria-label={intl.formatMessage({id: 'whereby.plan.time'})}
                        aria-invalid={problem !== undefined}
                        aria-describedby={describes}
                        onChange={(event) => {
                            set({time: event.target.value});
                        }}
                    />
                    <select
                        className='whereby-dialog-input whereby-plan-repeat'
                        value={when.repeat}
                        aria-label={intl.formatMessage({id: 'whereby.plan.repeat'})}
                        onChange={(event) => {
                            set({repeat: event.target.value as Repeat});
                        }}
                    >
                        {REPEATS.map((repeat) => (
                            <option
                                key={repeat}
                                value={repeat}
                            >
                                {repeatText(intl, repeat)}
                            </option>
                        ))}
                    </select>
                </div>
            )}
            {when.by === 'words' &&
                <div
                    id={`${id}example`}
                    className='whereby-dialog-hint'
                >
                    <FormattedMessage
                        id='whereby.plan.words_hint'
                        values={{example: <bdi key='example'>{EXAMPLE}</bdi>}}
                    />
                </div>
            }
            <div
                id={`${id}zone`}
                className='whereby-dialog-hint whereby-plan-zone'
            >
                <FormattedMessage
                    id='whereby.plan.zone'
                    values={{zone: <bdi key='zone'>{zone}</bdi>}}
                />
            </div>
            <FieldProblem
                id={`${id}problem`}
                text={problem}
            />
        </div>
    );
}

// The browser draws the icons of such fields, in black unless it is told that the
// theme is dark; Mattermost does not tell it.
function colorScheme(): 'dark' | 'light' {
    const background = getComputedStyle(document.documentElement).getPropertyValue('--center-channel-bg-rgb').split(',').map(Number);
    return background.length === 3 && background.every((channel) => channel < 128) ? 'dark' : 'light';
}

function Way({className = '', chosen, onChoose, children}: {className?: string; chosen: boolean; onChoose: () => void; children: ReactNode}) {
    return (
        <button
            type='button'
            className={`whereby-dialog-chip ${className}`}
            aria-pressed={chosen}
            onClick={onChoose}
        >
            {children}
        </button>
    );
}

function repeatText({formatMessage}: IntlShape, repeat: Repeat): string {
    switch (repeat) {
    case 'once':
        return formatMessage({id: 'whereby.plan.repeat.once'});
    case 'daily':
        return formatMessage({id: 'whereby.plan.repeat.daily'});
    case 'weekdays':
        return formatMessage({id: 'whereby.plan.repeat.weekdays'});
    case 'weekly':
        return formatMessage({id: 'whereby.plan.repeat.weekly'});
    case 'fortnightly':
        return formatMessage({id: 'whereby.plan.repeat.fortnightly'});
    case 'monthly':
        return formatMessage({id: 'whereby.plan.repeat.monthly'});
    }
}
