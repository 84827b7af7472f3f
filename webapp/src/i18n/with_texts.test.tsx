import {cleanup, render, screen} from '@testing-library/react';
import React from 'react';
import {FormattedMessage, IntlProvider} from 'react-intl';
import {afterEach, expect, test} from 'vitest';

import {withTexts} from './with_texts';

afterEach(cleanup);

test('a chunk\'s texts are in the reader\'s language as far as the page has it, else in English', () => {
    const Chunk = withTexts(({id}: {id: string}) => (
        <p id={id}>
            <FormattedMessage id='whereby.dialog.title'/>
            {' · '}
            <FormattedMessage id='whereby.dialog.topic'/>
        </p>
    ));
    render(
        <IntlProvider
            locale='de'
            messages={{'whereby.dialog.title': 'Anruf starten'}}
        >
            <Chunk id='chunk'/>
        </IntlProvider>,
    );
    expect(screen.getByText('Anruf starten · Topic').id).toBe('chunk');
});
