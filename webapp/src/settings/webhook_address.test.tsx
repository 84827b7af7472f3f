import {cleanup, screen, waitFor} from '@testing-library/react';
import {afterEach, describe, expect, test, vi} from 'vitest';

import {showSetting} from '../testing/admin_console';
import {click, mattermostState} from '../testing/mattermost';

afterEach(() => {
    cleanup();
    delete (window as {basename?: string}).basename;
});

function show(siteUrl?: string, locale = 'en') {
    const state = mattermostState();
    Object.assign(state.general.config, {SiteURL: siteUrl});
    showSetting('WebhookAddress', {state, locale});
    return screen.findByLabelText('WebhookAddress:');
}

describe('the webhook address', () => {
    test.each<[string, string | undefined, string, string]>([
        ['of the site', 'https://chat.example.com', '', 'https://chat.example.com/plugins/whereby/webhooks/whereby'],
        ['under a path', 'https://example.com/chat/', '/chat', 'https://example.com/chat/plugins/whereby/webhooks/whereby'],
        ['of the page where the server names none', '', '', 'https://mattermost.example.com/plugins/whereby/webhooks/whereby'],
        ['of the page under a path', undefined, '/chat', 'https://mattermost.example.com/chat/plugins/whereby/webhooks/whereby'],
    ])('%s', async (_what, siteUrl, basename, address) => {
        Object.assign(window, {basename});
        const field = await show(siteUrl);
        expect(field).toMatchObject({value: address, readOnly: true});
        expect(screen.queryByText(/https addresses only/)).toBeNull();
    });

    test('is copied', async () => {
        const writeText = vi.fn(() => Promise.resolve());
        Object.defineProperty(navigator, 'clipboard', {value: {writeText}, configurable: true});
        await show('https://chat.example.com');
        click(screen.getByRole('button', {name: /Copy/}));
        await waitFor(() => {
            expect(screen.getByRole('status').textContent).toBe('Copied');
        });
        expect(writeText).toHaveBeenCalledWith('https://chat.example.com/plugins/whereby/webhooks/whereby');
    });

    test('that Whereby would not take is called so', async () => {
        await show('http://chat.example.com');
        screen.getByText(/https addresses only/);
    });

    test('says where it goes, in German too', async () => {
        await show('https://chat.example.com', 'de');
        screen.getByText(/Configure → Webhooks/);
        screen.getByText(/Lege im Whereby-Dashboard/);
    });
});
