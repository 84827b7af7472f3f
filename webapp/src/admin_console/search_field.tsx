import React, {useEffect, useState} from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {Field} from './field';
import type {Found, Place} from './places';

/** How long the typing has to pause before the server is asked, in milliseconds. */
const PAUSE = 250;

interface Props {
    label: ReactNode;
    hint?: ReactNode;

    /** What is searched. */
    place: Place;
    placeholder: string;

    /** What to say when nothing is found, and when what was chosen is gone. */
    notFound: ReactNode;
    gone: string;

    /** Id of what is chosen; empty for none. */
    value: string;
    disabled: boolean;
    onChange: (id: string) => void;
}

/** Something of Mattermost's that is searched by its name. */
export function SearchField({label, hint, place, placeholder, notFound, gone, value, disabled, onChange}: Props) {
    const {formatMessage} = useIntl();
    const [term, setTerm] = useState('');
    const [found, setFound] = useState<Found[]>();
    const [chosen, setChosen] = useState<Found>();
    const [missing, setMissing] = useState('');

    useEffect(() => {
        if (!value || chosen?.id === value) {
            return undefined;
        }
        let stale = false;
        place.withId(value).then((it) => {
            if (!stale) {
                setChosen(it);
            }
        }, () => {
            setMissing(value);
        });
        return () => {
            stale = true;
        };
    }, [place, value, chosen]);

    useEffect(() => {
        setFound(undefined);
        if (!term.trim()) {
            return undefined;
        }
        let stale = false;
        const timer = setTimeout(() => {
            place.search(term.trim()).catch(() => []).then((list) => {
                if (!stale) {
                    setFound(list);
                }
            }, () => undefined);
        }, PAUSE);
        return () => {
            stale = true;
            clearTimeout(timer);
        };
    }, [place, term]);

    const choose = (it: Found) => {
        setChosen(it);
        setTerm('');
        onChange(it.id);
    };
    const shown = chosen?.id === value ? named(chosen) : formatMessage({id: 'whereby.admin.loading'});
    return (
        <Field
            label={label}
            hint={hint}
            problem={value && missing === value ? gone : undefined}
        >
            {(aria) => (value ? (
                <div className='whereby-setting-line'>
                    <input
                        {...aria}
                        type='text'
                        className='form-control'
                        readOnly={true}
                        dir='auto'
                        value={missing === value ? value : shown}
                    />
                    <button
                        type='button'
                        className='whereby-button whereby-button-quiet'
                        disabled={disabled}
                        onClick={() => {
                            onChange('');
                        }}
                    >
                        <FormattedMessage id='whereby.admin.clear'/>
                    </button>
                </div>
            ) : (
                // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- only hears the focus leave what is in it
                <div
                    className='whereby-search'
                    onBlur={({currentTarget, relatedTarget}) => {
                        if (!currentTarget.contains(relatedTarget)) {
                            setFound(undefined);
                        }
                    }}
                >
                    <input
                        {...aria}
                        type='search'
                        className='form-control'
                        dir='auto'
                        autoComplete='off'
                        placeholder={placeholder}
                        value={term}
                        disabled={disabled}
                        onChange={(event) => {
                            setTerm(event.target.value);
                        }}
                    />
                    <div
                        role='status'
                        className={found ? 'whereby-found' : undefined}
                    >
                        {found?.length === 0 && notFound}
                        {found?.map((it) => (
                            <button
                                key={it.id}
                                type='button'
                                onClick={() => {
                                    choose(it);
                                }}
                            >
                                {named(it)}
                            </button>
                        ))}
                    </div>
                </div>
            ))}
        </Field>
    );
}

const named = ({team, name}: Found) => [team, name].filter(Boolean).join(' / ');
