import {beforeEach, expect, test, vi} from 'vitest';

import type {GlobalState} from '@mattermost/types/store';

import {whereToOpen} from './where_to_open';
import type {Settings} from '../calls/types';

const state = (openIn?: string) => ({entities: {preferences: {myPreferences: openIn === undefined ? {} : {'pp_whereby--open_in': {value: openIn}}}}} as unknown as GlobalState);
const settings = (openIn: 'window' | 'tab') => ({open_in: openIn} as Settings);

beforeEach(() => {
    vi.stubGlobal('isSecureContext', true);
});

test.each<[string, string | undefined, Settings | undefined, string]>([
    ['the person\'s window', 'window', settings('tab'), 'window'],
    ['the person\'s tab', 'tab', settings('window'), 'tab'],
    ['the admin\'s window', undefined, settings('window'), 'window'],
    ['the admin\'s tab', undefined, settings('tab'), 'tab'],
    ['the admin\'s after a choice of the default', 'default', settings('window'), 'window'],
    ['the admin\'s for an empty choice', '', settings('window'), 'window'],
    ['a tab before the settings are known', undefined, undefined, 'tab'],
    ['the person\'s window before the settings are known', 'window', undefined, 'window'],
])('calls open in %s', (_what, chosen, known, where) => {
    expect(whereToOpen(state(chosen), known)).toBe(where);
});

test.each([
    [undefined, 'tab'],
    ['window', 'window'],
])('in the desktop app, a choice of %s means a %s', (chosen, where) => {
    vi.stubGlobal('desktopAPI', {});
    expect(whereToOpen(state(chosen), settings('window'))).toBe(where);
});

test('no window gets camera and microphone on a page that is not secure', () => {
    vi.stubGlobal('isSecureContext', false);
    expect(whereToOpen(state(), settings('window'))).toBe('insecure');
    expect(whereToOpen(state(), settings('tab'))).toBe('tab');
});
