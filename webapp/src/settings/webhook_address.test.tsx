import {cleanup, render, screen, waitFor} from '@testing-library/react';
import React from 'react';
import {IntlProvider} from 'react-intl';
import {Provider} from 'react-redux';
import {afterEach, describe, expect, test, vi} from 'vitest';

import {click, MattermostClient, mattermostState} from '../testing/mattermost';

afterEach(() => {
    cleanup();
    delete (window as {basename?: string}).basename;
});

function show(siteUrl?: string, locale = 'en') {
    const state = mattermostState();
    Object.assign(state.general.config, {SiteURL: siteUrl});
    const {store, registered: {setting: Setting, messages}} = new MattermostClient(state);
    render(
        <Provider store={store}>
            <IntlProvider
                locale={locale}
                messages={messages(locale)}
            >
                <label htmlFor='setting1'>{'Webhook address:'}</label>
                <Setting id='setting1'/>
            </IntlProvider>
        </Provider>,
    );
    return screen.getByLabelText('Webhook address:');
}

describe('the webhook address', () => {
    test.each<[string, string | undefined, string, string]>([
        ['of the site', 'https://chat.example.com', '', 'https://chat.example.com/plugins/whereby/webhooks/whereby'],
        ['under a path', 'https://example.com/chat/', '/chat', 'https://example.com/chat/plugins/whereby/webhooks/whereby'],
        ['of the page where the server names none', '', '', 'https://mattermost.example.com/plugins/whereby/webhooks/whereby'],
        ['of the page under a path', undefined, '/chat', 'https://mattermost.example.com/chat/plugins/whereby/webhooks/whereby'],
    ])('%s', (_what, siteUrl, basename, address) => {
        Object.assign(window, {basename});
        const field = show(siteUrl);
        expect(field).toMatchObject({value: address, readOnly: true});
        expect(screen.queryByText(/https addresses only/)).toBeNull();
    });

    test('is copied', async () => {
        const writeText = vi.fn(() => Promise.resolve());
        Object.defineProperty(navigator, 'clipboard', {value: {writeText}, configurable: true});
        show('https://chat.example.com');
        click(screen.getByRole('button', {name: /Copy/}));
        await waitFor(() => {
            expect(screen.getByRole('status').textContent).toBe('Copied');
        });
        expect(writeText).toHaveBeenCalledWith('https://chat.example.com/plugins/whereby/webhooks/whereby');
    });

    test('that Whereby would not take is called so', () => {
        show('http://chat.example.com');
        screen.getByText(/https addresses only/);
    });

    test('says where it goes, in German too', () => {
        show('https://chat.example.com', 'de');
        screen.getByText(/Configure → Webhooks/);
        screen.getByText(/Lege im Whereby-Dashboard/);
    });
});
