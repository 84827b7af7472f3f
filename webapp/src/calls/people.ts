import type {Attendee, Call} from './types';

/** Somebody who is or was in a call, with every stay. */
export interface Person {

    /** Tells the people of one call apart. */
    key: string;

    /** Empty for somebody from outside Mattermost. */
    userId: string;
    name: string;
    guest: boolean;

    /** In order of joining. Two may be open at once, as with two tabs. */
    stays: Attendee[];
}

/**
 * The different people of a call, in order of joining. A guest is known by name
 * alone: two stays of one name are two people only where they overlap.
 */
export function peopleOf(call: Call): Person[] {
    const people: Person[] = [];
    for (const stay of [...call.attendance ?? []].sort((a, b) => joined(a) - joined(b))) {
        const known = people.find((person) => isSame(person, stay));
        if (known) {
            known.stays.push(stay);
        } else {
            people.push({
                key: stay.user_id || `${people.length} ${stay.name}`,
                userId: isErased(stay.user_id) ? '' : stay.user_id,
                name: stay.name,
                guest: stay.guest || !stay.user_id,
                stays: [stay],
            });
        }
    }
    return people;
}

/** The people who are in the call right now. */
export function peopleInside(call: Call): Person[] {
    return peopleOf(call).filter(({stays}) => stays.some((stay) => !stay.left_at));
}

/** How many are in the call right now; where names are not wanted, only that is told. */
export function countInside(call: Call): number {
    return call.names === false ? call.inside ?? 0 : peopleInside(call).length;
}

/** Since when a person has been inside without a break; 0 when not inside. */
export function insideSince(person: Person): number {
    const last = stretches(person, Infinity).at(-1);
    return last?.to === Infinity ? last.from : 0;
}

/** How long a person was inside, in milliseconds; two stays at once count once. */
export function timeInside(person: Person, now: number): number {
    return stretches(person, now).reduce((sum, {from, to}) => sum + Math.max(0, to - from), 0);
}

// A tilde and a number stand for the id of somebody who was erased.
const isErased = (userId: string) => userId.startsWith('~');

function isSame(person: Person, stay: Attendee): boolean {
    if (stay.user_id || !person.guest) {
        return person.key === stay.user_id;
    }
    return person.name === stay.name && person.stays.every(({left_at}) => left_at > 0 && left_at <= joined(stay));
}

// The stays with overlapping and adjoining ones made one. An open stay goes on
// until `now`.
function stretches({stays}: Person, now: number): {from: number; to: number}[] {
    const joint: {from: number; to: number}[] = [];
    for (const stay of stays) {
        const from = joined(stay);
        const to = stay.left_at || now;
        const last = joint.at(-1);
        if (last && from <= last.to) {
            last.to = Math.max(last.to, to);
        } else {
            joint.push({from, to});
        }
    }
    return joint;
}

// Servers before the field leave it out.
const joined = (stay: Attendee) => stay.joined_at ?? 0;
