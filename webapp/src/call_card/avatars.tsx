import React from 'react';

import type {Attendee} from '../calls/types';
import {hostWindow} from '../host/window';

/** How many faces are shown before the rest become a number. */
const SHOWN = 3;

/** The faces of people in a call; the count beside them says the same in words. */
export function Avatars({people}: {people: Attendee[]}) {
    if (people.length === 0) {
        return null;
    }
    const rest = people.length - SHOWN;
    return (
        <span
            className='whereby-avatars'
            aria-hidden='true'
        >
            {people.slice(0, SHOWN).map((person, index) => (
                <Avatar
                    key={person.user_id || `${person.name} ${index}`}
                    person={person}
                />
            ))}
            {rest > 0 && <span className='whereby-avatar'>{`+${rest}`}</span>}
        </span>
    );
}

function Avatar({person}: {person: Attendee}) {
    if (!person.user_id) {
        return (
            <span
                className='whereby-avatar'
                title={person.name}
            >
                {Array.from(person.name)[0]?.toLocaleUpperCase()}
            </span>
        );
    }
    return (
        <img
            className='whereby-avatar'
            src={`${hostWindow().basename ?? ''}/api/v4/users/${person.user_id}/image`}
            alt=''
            title={person.name}
        />
    );
}
