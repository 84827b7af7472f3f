import React, {useMemo} from 'react';
import type {ComponentType} from 'react';
import {createIntl, RawIntlProvider, useIntl} from 'react-intl';

import {english} from './english';
import type {Messages} from './english';

/**
 * A component of a chunk as main.js can draw it: with the chunk's English texts
 * where the page has none in the reader's language.
 */
export function withTexts<P extends object>(Inner: ComponentType<P>): ComponentType<P> {
    return function WithTexts(props: P) {
        const page = useIntl();
        const intl = useMemo(() => createIntl({...page, messages: {...english, ...page.messages as Messages}}), [page]);
        return (
            <RawIntlProvider value={intl}>
                <Inner {...props}/>
            </RawIntlProvider>
        );
    };
}
