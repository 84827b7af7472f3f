// @vitest-environment node
import {expect, test} from 'vitest';

import {callsReceived, callsReducer} from './slice';
import type {Call} from './types';
import {aCall} from '../testing/mattermost';

const after = (...copies: Partial<Call>[]) => copies.reduce((slice, copy) => callsReducer(slice, callsReceived([aCall(copy)])), callsReducer(undefined, {type: 'start'})).calls.call1?.topic;

test.each<[string, Partial<Call>[], string]>([
    ['a higher revision wins', [{revision: 1, topic: 'a'}, {revision: 2, topic: 'b'}], 'b'],
    ['a late lower one loses', [{revision: 2, topic: 'b'}, {revision: 1, topic: 'a'}], 'b'],
    ['of equal ones the newer received', [{revision: 2, topic: 'a'}, {revision: 2, topic: 'b'}], 'b'],
    ['without revisions the newer received', [{topic: 'a'}, {topic: 'b'}], 'b'],
    ['none counts as 0', [{revision: 1, topic: 'a'}, {topic: 'b'}], 'a'],
    ['late news can make a missed call an ended one', [{state: 'missed', revision: 3, topic: 'a'}, {state: 'ended', revision: 4, topic: 'b'}], 'b'],
    ['whatever the states', [{state: 'ended', revision: 3, topic: 'a'}, {state: 'live', revision: 4, topic: 'b'}], 'b'],
])('%s', (_rule, copies, topic) => {
    expect(after(...copies)).toBe(topic);
});
