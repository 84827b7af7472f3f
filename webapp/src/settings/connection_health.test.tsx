import {cleanup, screen} from '@testing-library/react';
import {afterEach, describe, expect, test} from 'vitest';

import type {Status} from '../admin_console/admin_client';
import {showSetting} from '../testing/admin_console';
import {click, serve} from '../testing/mattermost';

const AT = Date.UTC(2025, 10, 3, 14, 14);
const GOOD: Status = {
    key: {source: 'setting', since: AT, age_days: 31, refused_at: 0},
    webhooks: {secret_set: true, last_event_at: AT, last_refusal_at: 0, last_refusal: ''},
    points: {known: true, limit: 1000, remaining: 940, seen_at: AT},
};

afterEach(cleanup);

async function show(changes: {[part in keyof Status]?: Partial<Status[part]>} = {}) {
    const {key, webhooks, points} = GOOD;
    serve({'GET admin/status': {body: {
        key: {...key, ...changes.key},
        webhooks: {...webhooks, ...changes.webhooks},
        points: {...points, ...changes.points},
    }}});
    showSetting('ConnectionHealth');
    await screen.findByText('API points');
}

const levels = (level: string) => document.querySelectorAll(`.whereby-level-${level}`).length;

describe('the health of the connection', () => {
    test('that is good', async () => {
        await show();
        screen.getByText('The key is the one entered above.');
        screen.getByText('In use for 31 days, since Nov 3, 2025.');
        screen.getByText(/The last event came on Nov 3, 2025, 2:14\sPM\./);
        screen.getByText(/940 of 1,000 points were left/);
        expect([levels('ok'), levels('warning'), levels('problem')]).toEqual([5, 0, 0]);
    });

    test.each<[string, Parameters<typeof show>[0], RegExp, 'warning' | 'problem']>([
        ['no key', {key: {source: 'none', since: 0}}, /There is no API key yet/, 'problem'],
        ['a key that cannot be read', {key: {source: 'none', problem_text: 'The file cannot be read.', since: 0}}, /^The file cannot be read\.$/, 'problem'],
        ['a refused key', {key: {refused_at: AT}}, /Whereby refused it on .* Make a new key/, 'problem'],
        ['no secret', {webhooks: {secret_set: false}}, /There is no webhook secret/, 'warning'],
        ['no event', {webhooks: {last_event_at: 0}}, /No event has come yet/, 'warning'],
        ['a wrong secret', {webhooks: {last_refusal_at: AT + 1, last_refusal: 'signature'}}, /did not fit the secret/, 'problem'],
        ['no secret at the time', {webhooks: {last_refusal_at: AT + 1, last_refusal: 'secret'}}, /no webhook secret was set/, 'problem'],
        ['a wrong clock', {webhooks: {last_refusal_at: AT + 1, last_refusal: 'stale'}}, /Check this server's clock/, 'problem'],
        ['a refusal that was seen to', {webhooks: {last_refusal_at: AT - 1, last_refusal: 'signature'}}, /did not fit the secret/, 'warning'],
        ['few points', {points: {remaining: 99}}, /99 of 1,000/, 'warning'],
    ])('with %s says what to do', async (_what, changes, text, level) => {
        await show(changes);
        const line = screen.getByText(text).closest('li');
        expect(line?.querySelector(`.whereby-level-${level}`)).not.toBeNull();
    });

    test.each<[Status['key']['source'], RegExp]>([['environment', /WHEREBY_API_KEY/], ['file', /a file on the server/]])('of a key from the %s', async (source, text) => {
        await show({key: {source}});
        screen.getByText(text);
    });

    test('is asked for again', async () => {
        let remaining = 500;
        serve({'GET admin/status': () => ({body: {...GOOD, points: {...GOOD.points, remaining}}})});
        showSetting('ConnectionHealth');
        await screen.findByText(/500 of 1,000/);
        remaining = 400;
        click(screen.getByRole('button', {name: 'Refresh'}));
        await screen.findByText(/400 of 1,000/);
    });

    test('that cannot be had is said so', async () => {
        serve({});
        showSetting('ConnectionHealth');
        await screen.findByText(/did not answer/);
    });
});
