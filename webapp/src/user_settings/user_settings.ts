import type {PluginRegistry, UserSetting} from '../host/registry';
import type {Messages} from '../i18n/english';
import {APP_BAR_ICON} from '../icons/icons';
import type {PreferenceName} from '../preferences/preferences';

/** The plugin's page in Mattermost's settings, in the given language: Mattermost takes strings alone there. */
export function registerUserSettings(registry: PluginRegistry, messages: Messages): void {
    const text = ({id}: {id: string}) => messages[id] ?? '';

    registry.registerUserSettings?.({
        id: 'whereby',
        uiName: 'Whereby',
        icon: APP_BAR_ICON,
        sections: [
            section(text({id: 'whereby.settings.open_in'}), 'open_in', [
                {value: 'default', text: text({id: 'whereby.settings.open_in.default'})},
                {value: 'window', text: text({id: 'whereby.settings.open_in.window'}), helpText: text({id: 'whereby.settings.open_in.window_help'})},
                {value: 'tab', text: text({id: 'whereby.settings.open_in.tab'})},
            ]),
            section(text({id: 'whereby.settings.ring'}), 'ring', [
                {value: 'on', text: text({id: 'whereby.settings.ring.on'})},
                {value: 'silent', text: text({id: 'whereby.settings.ring.silent'})},
                {value: 'off', text: text({id: 'whereby.settings.ring.off'})},
            ], text({id: 'whereby.settings.ring.help'})),
            section(text({id: 'whereby.settings.remind'}), 'remind', [
                {value: 'channel', text: text({id: 'whereby.settings.remind.channel'})},
                {value: 'direct', text: text({id: 'whereby.settings.remind.direct'})},
            ], text({id: 'whereby.settings.remind.help'})),
            section(text({id: 'whereby.settings.status'}), 'status', [
                {value: 'on', text: text({id: 'whereby.settings.status.on'})},
                {value: 'off', text: text({id: 'whereby.settings.status.off'})},
            ], text({id: 'whereby.settings.status.help'})),
        ],
    });
}

// The first option is what people have who never chose.
function section(title: string, name: PreferenceName, options: [UserSetting['options'][0], ...UserSetting['options']], helpText?: string) {
    return {title, settings: [{name, title, helpText, type: 'radio' as const, default: options[0].value, options}]};
}
