import {Client4} from 'mattermost-redux/client';
import React, {useEffect, useState} from 'react';

import {Markdown} from './markdown';
import {useSlots} from './plugins';

interface Setting {
    key: string;
    display_name: string;
    help_text?: string;
}

interface Manifest {
    id: string;
    name: string;
    settings_schema?: {settings?: Setting[]; sections?: Array<{key: string; settings?: Setting[]}>};
}

/**
 * System Console's page of a plugin, /admin_console/plugins/plugin_<id>: those
 * settings of the manifest that the plugin draws itself.
 * Source: webapp/channels/src/components/admin_console/custom_plugin_settings
 */
export function AdminConsole({path}: {path: string}) {
    const pluginId = /^\/admin_console\/plugins\/plugin_(.+)$/.exec(path)?.[1] ?? '';
    const {adminSettings} = useSlots();
    const [manifest, setManifest] = useState<Manifest>();
    const [problem, setProblem] = useState('');

    useEffect(() => {
        Client4.getPlugins().then(({active, inactive}) => {
            const found = ([...active, ...inactive] as Manifest[]).find(({id}) => id === pluginId);
            setManifest(found);
            setProblem(found ? '' : `There is no plugin ${pluginId}.`);
        }, (error: Error) => setProblem(error.message));
    }, [pluginId]);

    const schema = manifest?.settings_schema;
    const settings = schema?.sections?.flatMap((section) => section.settings ?? []) ?? schema?.settings ?? [];
    return (
        <main className='admin-console'>
            <h1>{manifest?.name}</h1>
            {problem && <p className='problem'>{problem}</p>}
            {settings.map((setting) => {
                const custom = adminSettings.find((entry) => entry.pluginId === pluginId && entry.it.key.toLowerCase() === setting.key.toLowerCase());
                if (!custom) {
                    return null;
                }
                const {component: Component, options} = custom.it;
                const id = `PluginSettings.Plugins.${pluginId}.${setting.key.toLowerCase()}`;
                const component = (
                    <Component
                        key={id}
                        id={id}
                        label={setting.display_name}
                        helpText={setting.help_text ?? ''}
                        disabled={false}
                        value={undefined}
                        onChange={() => undefined}
                    />
                );
                return options?.showTitle ? (
                    <div
                        key={id}
                        className='form-group'
                    >
                        <label
                            className='control-label'
                            htmlFor={id}
                        >
                            {setting.display_name}
                        </label>
                        <div>
                            {component}
                            <div className='help-text'>{setting.help_text && <Markdown text={setting.help_text}/>}</div>
                        </div>
                    </div>
                ) : component;
            })}
        </main>
    );
}
