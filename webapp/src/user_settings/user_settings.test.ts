import {expect, test, vi} from 'vitest';

import {registerUserSettings} from './user_settings';
import de from '../../i18n/de.json';
import en from '../../i18n/en.json';
import type {PluginRegistry, UserSettings} from '../host/registry';

function registered(messages: Record<string, string>): UserSettings {
    const registry = {registerUserSettings: vi.fn<(settings: UserSettings) => void>()};
    registerUserSettings(registry as unknown as PluginRegistry, messages);
    return registry.registerUserSettings.mock.lastCall?.[0] as UserSettings;
}

test('people choose where calls open, how they ring, where they are reminded and whether the status tells of them', () => {
    const choices = registered(en).sections.flatMap(({settings}) => settings).
        map(({name, default: first, options}) => [name, first, options.map(({value}) => value)]);
    expect(choices).toEqual([
        ['open_in', 'default', ['default', 'window', 'tab']],
        ['ring', 'on', ['on', 'silent', 'off']],
        ['remind', 'channel', ['channel', 'direct']],
        ['status', 'on', ['on', 'off']],
    ]);
});

// Mattermost drops what has an empty name, title, value or text.
test.each([['en', en], ['de', de]])('every text is there in %s', (_locale, messages) => {
    const settings = registered(messages);
    expect(JSON.stringify(settings)).not.toContain('""');
    expect(settings.sections.map(({title}) => title)).toContain(messages['whereby.settings.open_in']);
});

test('an older Mattermost goes without', () => {
    expect(() => {
        registerUserSettings({} as PluginRegistry, en);
    }).not.toThrow();
});
