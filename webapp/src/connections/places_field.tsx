import React, {useEffect, useRef, useState} from 'react';
import {useIntl} from 'react-intl';

import type {Place} from '../admin_console/places';
import {SearchField} from '../admin_console/search_field';
import {CloseIcon} from '../icons/icons';

interface Props {
    label: string;
    hint?: string;
    problem?: string;
    place: Place;
    placeholder: string;
    notFound: string;
    gone: string;
    ids: string[];
    disabled: boolean;
    onChange: (ids: string[]) => void;
}

/** Any number of channels or teams, searched one after the other. */
export function PlacesField({label, hint, problem, place, placeholder, notFound, gone, ids, disabled, onChange}: Props) {
    const root = useRef<HTMLDivElement>(null);

    // What was clicked goes, and the next search is at hand.
    const change = (changed: string[]) => {
        onChange(changed);
        root.current?.querySelector('input')?.focus();
    };

    return (
        <div ref={root}>
            <SearchField
                label={label}
                hint={hint}
                place={place}
                placeholder={placeholder}
                notFound={notFound}
                gone={gone}
                value=''
                disabled={disabled}
                onChange={(id) => {
                    change(ids.includes(id) ? ids : [...ids, id]);
                }}
            />
            {problem && (
                <div
                    className='whereby-field-problem whereby-under-field'
                    role='alert'
                >
                    {problem}
                </div>
            )}
            {ids.length > 0 && (
                <ul
                    className='whereby-chosen whereby-under-field'
                    aria-label={label}
                >
                    {ids.map((id) => (
                        <Chosen
                            key={id}
                            id={id}
                            place={place}
                            gone={gone}
                            disabled={disabled}
                            onRemove={() => {
                                change(ids.filter((other) => other !== id));
                            }}
                        />
                    ))}
                </ul>
            )}
        </div>
    );
}

function Chosen({id, place, gone, disabled, onRemove}: {id: string; place: Place; gone: string; disabled: boolean; onRemove: () => void}) {
    const {formatMessage} = useIntl();
    const [name, setName] = useState('…');
    const [missing, setMissing] = useState(false);

    useEffect(() => {
        place.withId(id).then(({team, name: own}) => {
            setName([team, own].filter(Boolean).join(' / '));
        }, () => {
            setName(id);
            setMissing(true);
        });
    }, [place, id]);

    const remove = formatMessage({id: 'whereby.connections.remove'}, {name});
    return (
        <li className={missing ? 'whereby-chosen-gone' : undefined}>
            <bdi>{name}</bdi>
            {missing && <span className='whereby-field-problem'>{gone}</span>}
            <button
                type='button'
                className='whereby-icon-button'
                title={remove}
                aria-label={remove}
                disabled={disabled}
                onClick={onRemove}
            >
                <CloseIcon/>
            </button>
        </li>
    );
}
