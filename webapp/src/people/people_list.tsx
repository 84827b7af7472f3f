import React from 'react';

import {Avatar} from './avatars';
import {GuestMark} from './guest_mark';
import {useShownName} from './use_shown_name';
import type {Person} from '../calls/people';

interface Props {
    people: Person[];

    /** What to tell of a person's time in the call; empty for nothing. */
    time: (person: Person) => string;
}

/** Who is or was in a call, one per line. */
export function PeopleList({people, time}: Props) {
    return (
        <ul className='whereby-people'>
            {people.map((person) => (
                <PersonLine
                    key={person.key}
                    person={person}
                    time={time(person)}
                />
            ))}
        </ul>
    );
}

function PersonLine({person, time}: {person: Person; time: string}) {
    const {name} = useShownName(person);
    return (
        <li>
            <Avatar person={person}/>
            <bdi
                className='whereby-person-name'
                title={name}
            >
                {name}
            </bdi>
            {person.guest && <>{' '}<GuestMark/></>}
            {' '}
            <span className='whereby-person-time'>{time}</span>
        </li>
    );
}
