import {expect, test} from 'vitest';

import {topicOf} from './topic_of';

test.each([
    ['plain words', 'plain words'],
    ['# Heading\n\n> quoted **bold** _leaning_ ~~gone~~ `code`', 'Heading quoted bold leaning gone code'],
    ['see [the plan](https://example.com/a_b) ![chart](x.png)', 'see the plan chart'],
    ['@john_doe look at snake_case', '@john_doe look at snake_case'],
    ['```go\nfmt.Println()\n```', 'go fmt.Println()'],
    ['  \n ', ''],
])('%j becomes %j', (message, topic) => {
    expect(topicOf(message)).toBe(topic);
});

test('a long message ends at a word', () => {
    const topic = topicOf('The deployment of the new billing service failed last night because the certificate had expired');
    expect(topic).toBe('The deployment of the new billing service failed last night because the…');
});

test('a long word is cut, and no character in two', () => {
    const topic = topicOf('🎉'.repeat(90));
    expect(Array.from(topic)).toHaveLength(80);
    expect(topic.endsWith('🎉…')).toBe(true);
});

test('80 characters are not cut', () => {
    expect(topicOf('x'.repeat(80))).toBe('x'.repeat(80));
});
