import React from 'react';

import {useShownName} from './use_shown_name';
import type {Person} from '../calls/people';
import {hostWindow} from '../host/window';

/** How many faces are shown before the rest become a number. */
const SHOWN = 3;

/** The faces of people in a call; the count beside them says the same in words. */
export function Avatars({people}: {people: Person[]}) {
    if (people.length === 0) {
        return null;
    }
    const rest = people.length - SHOWN;
    return (
        <span
            className='whereby-avatars'
            aria-hidden='true'
        >
            {people.slice(0, SHOWN).map((person) => (
                <Avatar
                    key={person.key}
                    person={person}
                />
            ))}
            {rest > 0 && <span className='whereby-avatar'>{`+${rest}`}</span>}
        </span>
    );
}

/** A person's picture; the first letter, in a dashed ring, of somebody from outside. */
export function Avatar({person}: {person: Person}) {
    const {name, title} = useShownName(person);
    const className = `whereby-avatar${person.guest ? ' whereby-avatar-guest' : ''}`;
    if (!person.userId) {
        return (
            <span
                className={className}
                title={title}
                aria-hidden='true'
            >
                {Array.from(name)[0]?.toLocaleUpperCase()}
            </span>
        );
    }
    return (
        <img
            className={className}
            src={`${hostWindow().basename ?? ''}/api/v4/users/${person.userId}/image`}
            alt=''
            title={title}
        />
    );
}
