import {render} from '@testing-library/react';
import React, {useState} from 'react';
import {IntlProvider} from 'react-intl';
import {Provider} from 'react-redux';
import {vi} from 'vitest';

import {MattermostClient, mattermostState} from './mattermost';
import type {SettingProps} from '../host/registry';

// What tests of System Console share.

/** Where Mattermost keeps the plugin's settings. */
export const KEY = 'PluginSettings.Plugins.whereby.';

interface Shown {
    state?: ReturnType<typeof mattermostState>;
    locale?: string;
    value?: unknown;
    more?: Partial<SettingProps>;
}

/** One of the plugin's own settings in System Console, which holds what is changed until it is saved. */
export function showSetting(key: string, {state = mattermostState(), locale = 'en', value, more}: Shown = {}) {
    const {store, registered: {settings, messages}} = new MattermostClient(state);
    const changed = vi.fn<(id: string, value: unknown) => void>();
    const Setting = settings[key];
    if (!Setting) {
        throw new Error(`no setting ${key}`);
    }

    function Page({Inner}: {Inner: NonNullable<typeof Setting>}) {
        const id = KEY + key.toLowerCase();
        const [current, setCurrent] = useState(value);
        return (
            <>
                <label htmlFor={id}>{`${key}:`}</label>
                <Inner
                    id={id}
                    helpText='What it is for.'
                    value={current}
                    disabled={false}
                    setByEnv={false}
                    config={{}}
                    onChange={(changedId, to) => {
                        changed(changedId, to);
                        setCurrent(to);
                    }}
                    {...more}
                />
            </>
        );
    }

    render(
        <Provider store={store}>
            <IntlProvider
                locale={locale}
                timeZone='UTC'
                messages={messages(locale)}
            >
                <Page Inner={Setting}/>
            </IntlProvider>
        </Provider>,
    );
    return {
        changed,

        /** The setting as it would be saved. */
        last: () => changed.mock.calls.at(-1)?.[1],
    };
}
