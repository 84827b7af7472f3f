import React from 'react';
import type {ReactNode} from 'react';
import {IntlProvider, useIntl} from 'react-intl';

import english from '../../i18n/en.json';

/**
 * Gives the parts inside their English, which is not in main.js. Texts in the
 * reader's language come with Mattermost's and win.
 */
export function Texts({children}: {children: ReactNode}) {
    const {locale, messages, timeZone} = useIntl();
    return (
        <IntlProvider
            locale={locale}
            timeZone={timeZone}
            messages={{...english, ...messages as Record<string, string>}}
        >
            {children}
        </IntlProvider>
    );
}
