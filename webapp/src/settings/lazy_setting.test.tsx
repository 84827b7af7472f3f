import {render, screen} from '@testing-library/react';
import React from 'react';
import {IntlProvider} from 'react-intl';
import {expect, test, vi} from 'vitest';

import {lazySetting} from './lazy_setting';
import en from '../../i18n/en.json';
import type {CustomSettings} from '../admin_console/chunk';
import type {SettingProps} from '../host/registry';
import {click} from '../testing/mattermost';

test('a setting whose code does not come can be tried again', async () => {
    const settings = {Brands: ({id}: SettingProps) => <p>{`This is ${id}`}</p>} as unknown as CustomSettings;
    const load = vi.fn(() => Promise.resolve(settings)).mockRejectedValueOnce(new TypeError('offline'));
    const Setting = lazySetting(load, 'Brands');
    expect(load).not.toHaveBeenCalled();
    render(
        <IntlProvider
            locale='en'
            messages={en}
        >
            <Setting
                id='brands'
                disabled={false}
                setByEnv={false}
                onChange={() => undefined}
            />
        </IntlProvider>,
    );
    await screen.findByText(/could not be loaded/);
    click(screen.getByRole('button', {name: 'Try again'}));
    await screen.findByText('This is brands');
    expect(load).toHaveBeenCalledTimes(2);
});
