// @vitest-environment node
import {expect, test} from 'vitest';

import {embedded, isWherebyRoom} from './room_url';

test.each([
    ['https://acme.whereby.com/room?roomKey=x', true],
    ['https://acme.whereby.com.evil.example/room', false],
    ['https://whereby.com/room', false],
    ['http://acme.whereby.com/room', false],
    ['http://localhost:8080/acme.whereby.com/room', false],
])('%s is a room of Whereby\'s: %s', (url, expected) => {
    expect(isWherebyRoom(url)).toBe(expected);
});

test('the link of an embedded room keeps what it has', () => {
    expect(embedded('http://localhost:8080/room?displayName=Bob&jsApi=false')).
        toBe('http://localhost:8080/room?displayName=Bob&jsApi=false&we=1&iframeSource=localhost');
});
