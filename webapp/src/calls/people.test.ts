// @vitest-environment node
import {describe, expect, test} from 'vitest';

import {countInside, insideSince, peopleInside, peopleOf, timeInside} from './people';
import type {Attendee, Call} from './types';
import {aStay} from '../testing/mattermost';

const callWith = (attendance?: Attendee[] | null) => ({attendance} as Call);
const NOW = 100;

describe('people of a call', () => {
    test.each<[string, Attendee[] | null | undefined, string[], string[]]>([
        ['nobody', [], [], []],
        ['an old server without attendance', undefined, [], []],
        ['Go\'s nil', null, [], []],
        ['a user', [aStay('anna', 1)], ['anna'], ['anna']],
        ['a user who left', [aStay('anna', 1, 5)], ['anna'], []],
        ['a user who came back', [aStay('anna', 1, 5), aStay('anna', 8)], ['anna'], ['anna']],
        ['a user with two tabs', [aStay('anna', 1), aStay('anna', 2)], ['anna'], ['anna']],
        ['a user who closed one of two tabs', [aStay('anna', 1, 5), aStay('anna', 2)], ['anna'], ['anna']],
        ['two users of one name', [{...aStay('anna', 1), name: 'Jo'}, {...aStay('bert', 2), name: 'Jo'}], ['anna', 'bert'], ['anna', 'bert']],
        ['a user and a guest of one name', [{...aStay('anna', 1), name: 'Jo'}, aStay('~Jo', 2)], ['anna', '~Jo'], ['anna', '~Jo']],
        ['people who were erased', [aStay('anna', 1, 5), {...aStay('~', 2, 4), user_id: '~1', guest: false}, {...aStay('~', 6, 7), user_id: '~2', guest: false}, {...aStay('~', 8, 9), user_id: '~1', guest: false}], ['anna', '~', '~'], []],
        ['two guests', [aStay('~Zoe', 1), aStay('~Yan', 2, 4)], ['~Zoe', '~Yan'], ['~Zoe']],
        ['a guest who came back', [aStay('~Zoe', 1, 5), aStay('~Zoe', 8)], ['~Zoe'], ['~Zoe']],
        ['a guest who came back at once', [aStay('~Zoe', 1, 5), aStay('~Zoe', 5)], ['~Zoe'], ['~Zoe']],
        ['two guests of one name at once', [aStay('~Zoe', 1), aStay('~Zoe', 2)], ['~Zoe', '~Zoe'], ['~Zoe', '~Zoe']],
        ['guests of one name of whom one came back', [aStay('~Zoe', 1, 5), aStay('~Zoe', 2), aStay('~Zoe', 6)], ['~Zoe', '~Zoe'], ['~Zoe', '~Zoe']],
        ['a guest who came while another of the name was still in', [aStay('~Zoe', 1, 5), aStay('~Zoe', 2, 8), aStay('~Zoe', 9)], ['~Zoe', '~Zoe'], ['~Zoe']],
        ['a guest of whom only the leaving was seen', [aStay('~Zoe', 5, 5), aStay('~Zoe', 7)], ['~Zoe'], ['~Zoe']],
        ['stays out of order', [aStay('~Zoe', 8), aStay('~Zoe', 1, 5)], ['~Zoe'], ['~Zoe']],
        ['stays without times of joining', [{user_id: 'anna', name: 'anna', left_at: 0}, {user_id: '', name: 'Zoe', left_at: 3}], ['anna', '~Zoe'], ['anna']],
    ])('%s', (_what, attendance, all, inside) => {
        const who = ({userId, name}: {userId: string; name: string}) => userId || `~${name}`;
        expect(peopleOf(callWith(attendance)).map(who)).toEqual(all);
        expect(peopleInside(callWith(attendance)).map(who)).toEqual(inside);
        expect(new Set(peopleOf(callWith(attendance)).map(({key}) => key)).size).toBe(all.length);
    });

    test('tells guests from users', () => {
        const call = callWith([aStay('anna', 1), aStay('~Zoe', 2), {user_id: '', name: 'Yan', left_at: 0}]);
        expect(peopleOf(call).map(({guest}) => guest).sort()).toEqual([false, true, true]);
    });

    test('counts where nobody is named', () => {
        expect(countInside(callWith([aStay('anna', 1), aStay('bert', 1, 5)]))).toBe(1);
        expect(countInside({...callWith([]), names: false, inside: 3})).toBe(3);
        expect(countInside({...callWith([]), names: false})).toBe(0);
    });

    test('leaves the call as it is', () => {
        const attendance = [aStay('bert', 8), aStay('anna', 1)];
        peopleOf(callWith(attendance));
        expect(attendance.map((stay) => stay.user_id)).toEqual(['bert', 'anna']);
    });
});

describe('the time of a person', () => {
    test.each<[string, Attendee[], number, number]>([
        ['one open stay', [aStay('anna', 10)], 10, 90],
        ['one that is over', [aStay('anna', 10, 30)], 0, 20],
        ['two with a break', [aStay('anna', 10, 30), aStay('anna', 40)], 40, 80],
        ['two tabs', [aStay('anna', 10), aStay('anna', 20)], 10, 90],
        ['two tabs, the first closed', [aStay('anna', 10, 50), aStay('anna', 20)], 10, 90],
        ['two tabs, the second closed', [aStay('anna', 10), aStay('anna', 20, 50)], 10, 90],
        ['a tab within another, both over', [aStay('anna', 10, 60), aStay('anna', 20, 30)], 0, 50],
        ['a change of device', [aStay('anna', 10, 30), aStay('anna', 30)], 10, 90],
        ['only the leaving was seen', [aStay('anna', 30, 30)], 0, 0],
        ['a clock behind the server\'s', [aStay('anna', 110)], 110, 0],
    ])('%s', (_what, attendance, since, time) => {
        const [person] = peopleOf(callWith(attendance));
        expect(person && insideSince(person)).toBe(since);
        expect(person && timeInside(person, NOW)).toBe(time);
    });
});
