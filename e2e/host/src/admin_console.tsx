import {Client4} from 'mattermost-redux/client';
import React, {useEffect, useRef, useState} from 'react';
import type {FormEvent} from 'react';

import {OrdinarySetting, SettingLine} from './admin_settings';
import type {Setting} from './admin_settings';
import {Markdown} from './markdown';
import {useSlots} from './plugins';
import type {AdminConfig, SaveAction} from './plugins';

interface Section {
    key: string;
    title?: string;
    subtitle?: string;
    header?: string;
    settings?: Setting[];
}

interface Manifest {
    id: string;
    name: string;
    settings_schema?: {header?: string; settings?: Setting[]; sections?: Section[]};
}

type Values = Record<string, unknown>;

/**
 * System Console's page of a plugin, /admin_console/plugins/plugin_<id>: its
 * settings in their sections, those that the plugin draws itself included.
 * Source: webapp/channels/src/components/admin_console/{custom_plugin_settings,schema_admin_settings}
 */
export function AdminConsole({path}: {path: string}) {
    const pluginId = /^\/admin_console\/plugins\/plugin_(.+)$/.exec(path)?.[1] ?? '';
    const [manifest, setManifest] = useState<Manifest>();
    const [config, setConfig] = useState<AdminConfig>();
    const [problem, setProblem] = useState('');

    useEffect(() => {
        Promise.all([Client4.getPlugins(), Client4.getConfig()]).then(([{active, inactive}, known]) => {
            const found = ([...active, ...inactive] as Manifest[]).find(({id}) => id === pluginId);
            setManifest(found);
            setConfig(known as unknown as AdminConfig);
            setProblem(found ? '' : `There is no plugin ${pluginId}.`);
        }, (error: Error) => setProblem(error.message));
    }, [pluginId]);

    return (
        <main className='admin-console'>
            <h1 className='admin-console__header'>{manifest?.name}</h1>
            {problem && <p className='problem'>{problem}</p>}
            {manifest && config &&
                <PluginPage
                    key={manifest.id}
                    manifest={manifest}
                    config={config}
                    onSaved={setConfig}
                />
            }
        </main>
    );
}

interface PageProps {
    manifest: Manifest;
    config: AdminConfig;
    onSaved: (config: AdminConfig) => void;
}

/** The page holds what is changed until all of it is saved at once. */
function PluginPage({manifest: {id: pluginId, settings_schema: schema = {}}, config, onSaved}: PageProps) {
    const [values, setValues] = useState<Values>(() => config.PluginSettings.Plugins[pluginId] ?? {});
    const [saveNeeded, setSaveNeeded] = useState(false);
    const [saving, setSaving] = useState(false);
    const [error, setError] = useState('');
    const saveActions = useRef<SaveAction[]>([]);

    const sections = schema.sections ?? [{key: '', settings: schema.settings}];
    const prefix = `PluginSettings.Plugins.${pluginId}.`;
    const change = (id: string, value: unknown) => {
        setValues((before) => ({...before, [id.slice(prefix.length)]: value}));
        setSaveNeeded(true);
    };

    const save = async () => {
        setSaving(true);
        setError('');
        const patch = {PluginSettings: {Plugins: {...config.PluginSettings.Plugins, [pluginId]: values}}};
        let refused = false;
        try {
            await Client4.patchConfig(patch as Parameters<typeof Client4.patchConfig>[0]);
            onSaved({...config, PluginSettings: {...config.PluginSettings, ...patch.PluginSettings}});
        } catch (failure) {
            refused = true;
            setError((failure as Error).message);
        }

        // They run whether or not the settings were taken.
        const results = await Promise.all(saveActions.current.map((action) => action()));
        const failed = results.find((result) => result.error?.message);
        setSaveNeeded(refused || failed !== undefined);
        setSaving(false);
    };

    return (
        <>
            <div className='admin-console__wrapper'>
                {schema.header && <div className='banner'><Markdown text={schema.header}/></div>}
                <form
                    className='form-horizontal'
                    onSubmit={(event: FormEvent) => {
                        event.preventDefault();
                        void save();
                    }}
                >
                    {sections.map((section) => (
                        <section
                            key={section.key}
                            className='config-section'
                        >
                            {section.title && <h2 className='section-title'>{section.title}</h2>}
                            {section.subtitle && <div className='section-subtitle'>{section.subtitle}</div>}
                            <div className='section-body'>
                                {section.header && <div className='banner'><Markdown text={section.header}/></div>}
                                {section.settings?.map((setting) => {
                                    const key = setting.key.toLowerCase();
                                    const props = {setting, id: prefix + key, value: values[key], onChange: change};
                                    return setting.type === 'custom' ? (
                                        <CustomSetting
                                            {...props}
                                            key={key}
                                            pluginId={pluginId}
                                            config={config}
                                            saveActions={saveActions.current}
                                            setSaveNeeded={() => setSaveNeeded(true)}
                                        />
                                    ) : (
                                        <OrdinarySetting
                                            {...props}
                                            key={key}
                                        />
                                    );
                                })}
                            </div>
                        </section>
                    ))}
                </form>
            </div>
            <div className='admin-console-save'>
                <button
                    id='saveSetting'
                    type='button'
                    className='btn btn-primary'
                    disabled={!saveNeeded || saving}
                    onClick={() => void save()}
                >
                    {saving ? 'Saving Config...' : 'Save'}
                </button>
                <div
                    className='error-message'
                    role='alert'
                >
                    {error}
                </div>
            </div>
        </>
    );
}

interface CustomProps {
    setting: Setting;
    id: string;
    pluginId: string;
    value: unknown;
    config: AdminConfig;
    saveActions: SaveAction[];
    setSaveNeeded: () => void;
    onChange: (id: string, value: unknown) => void;
}

/** A setting that the plugin draws; nothing where it registered none. */
function CustomSetting({setting, id, pluginId, value, config, saveActions, setSaveNeeded, onChange}: CustomProps) {
    const {adminSettings} = useSlots();
    const custom = adminSettings.find((entry) => entry.pluginId === pluginId && entry.it.key.toLowerCase() === setting.key.toLowerCase());
    if (!custom) {
        return null;
    }
    const {component: Component, options} = custom.it;
    const component = (
        <Component
            id={id}
            label={setting.display_name}
            helpText={setting.help_text ? <Markdown text={setting.help_text}/> : <span/>}
            value={value}
            disabled={false}
            setByEnv={false}
            config={config}
            license={{}}
            onChange={onChange}
            registerSaveAction={(action) => saveActions.push(action)}
            unRegisterSaveAction={(action) => saveActions.splice(saveActions.indexOf(action), 1)}
            setSaveNeeded={setSaveNeeded}
            cancelSubmit={() => undefined}
            showConfirm={false}
        />
    );
    return options?.showTitle ? (
        <SettingLine
            id={id}
            setting={setting}
        >
            {component}
        </SettingLine>
    ) : component;
}
