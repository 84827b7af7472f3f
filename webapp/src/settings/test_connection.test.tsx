import {cleanup, screen} from '@testing-library/react';
import {afterEach, describe, expect, test} from 'vitest';

import {KEY, showSetting} from '../testing/admin_console';
import {click, serve} from '../testing/mattermost';
import type {Routes} from '../testing/mattermost';

afterEach(() => {
    cleanup();
    document.body.replaceChildren();
});

async function press(routes: Routes) {
    const {handler} = serve(routes);
    showSetting('TestConnection');
    click(await screen.findByRole('button', {name: 'Test connection'}));
    return () => JSON.parse(handler.mock.calls.find(([path]) => path.endsWith('admin/test'))?.[1].body as string) as unknown;
}

function field(key: string, value: string) {
    const input = document.createElement('input');
    input.id = KEY + key;
    input.value = value;
    document.body.append(input);
}

const NOTHING: Routes = {'POST admin/test': {body: {ok: true, findings: []}}};

describe('the test of the connection', () => {
    test('sends what stands on the page, saved or not', async () => {
        field('apikey', 'eyJnew');
        field('apiurl', 'https://api.whereby.dev/v1');
        expect((await press(NOTHING))()).toEqual({api_key: 'eyJnew', api_url: 'https://api.whereby.dev/v1'});
    });

    test('leaves to the server what was not touched, and out what is not there', async () => {
        field('apikey', '*'.repeat(32));
        expect((await press(NOTHING))()).toEqual({api_key: '*'.repeat(32)});
    });

    test('lists what was found', async () => {
        await press({'POST admin/test': {body: {ok: false, findings: [
            {level: 'ok', code: 'key', text: 'The key is good.'},
            {level: 'warning', code: 'clock', text: 'The clock is behind.'},
            {level: 'problem', code: 'webhook', text: 'No webhook arrives.'},
        ]}}});
        await screen.findByText('The key is good.');
        expect(screen.getByRole('status').textContent).toBe('The key is good.Warning: The clock is behind.Problem: No webhook arrives.');
        expect(document.querySelectorAll('.whereby-level-ok, .whereby-level-warning, .whereby-level-problem')).toHaveLength(3);
    });

    test('takes no other press while it goes on', async () => {
        let answer: () => void = () => undefined;
        const {requests} = serve({'POST admin/test': () => new Promise((resolve) => {
            answer = () => {
                resolve({body: {ok: true, findings: [{level: 'ok', code: 'key', text: 'Good.'}]}});
            };
        })});
        showSetting('TestConnection');
        const button = await screen.findByRole('button', {name: 'Test connection'});
        click(button);
        expect(button.getAttribute('aria-busy')).toBe('true');
        screen.getByText('Testing the connection');
        click(button);
        answer();
        await screen.findByText('Good.');
        expect(button.getAttribute('aria-busy')).toBe('false');
        expect(requests('POST')).toHaveLength(1);
    });

    test.each([
        [{status: 403, body: {error: {code: 'not_admin', message: 'Only system admins can do this.'}}}, 'Only system admins can do this.'],
        [{status: 502, body: 'bad gateway'}, /did not answer/],
    ])('says when it could not be made', async (answer, text) => {
        await press({'POST admin/test': answer});
        await screen.findByText(text);
    });
});
