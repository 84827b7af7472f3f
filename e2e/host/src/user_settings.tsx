import {savePreferences} from 'mattermost-redux/actions/preferences';
import {get as preference} from 'mattermost-redux/selectors/entities/preferences';
import {getCurrentUserId} from 'mattermost-redux/selectors/entities/users';
import React, {useRef, useState} from 'react';
import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import {dispatch} from './data';
import {Markdown} from './markdown';
import {useSlots} from './plugins';
import type {SettingsSection} from './plugins';

/**
 * The part of Mattermost's settings that plugins have: a tab each, of sections
 * that are opened one by one.
 * Source: webapp/channels/src/components/user_settings/{modal,plugin}
 */
export function UserSettings({onClose}: {onClose: () => void}) {
    const {userSettings} = useSlots();
    const [tab, setTab] = useState(userSettings[0]?.pluginId);
    const [section, setSection] = useState('');
    const settings = userSettings.find(({pluginId}) => pluginId === tab);

    return (
        <div
            id='accountSettingsModal'
            className='settings-modal'
            role='dialog'
            aria-modal={true}
            aria-label='Settings'
        >
            <header>
                <h2>{'Settings'}</h2>
                <button
                    aria-label='Close'
                    className='close style--none'
                    onClick={onClose}
                >
                    {'✕'}
                </button>
            </header>
            <h3>{'Plugin preferences'}</h3>
            {userSettings.map(({pluginId, it}) => (
                <button
                    key={pluginId}
                    id={`${pluginId}Button`}
                    aria-current={pluginId === tab}
                    className='settings-tab style--none'
                    onClick={() => setTab(pluginId)}
                >
                    {it.uiName}
                </button>
            ))}
            {settings &&
                <div className='user-settings'>
                    <h3>{`${settings.it.uiName} Settings`}</h3>
                    {settings.it.sections.map((each) => (each.title === section ? (
                        <OpenSection
                            key={each.title}
                            pluginId={settings.pluginId}
                            section={each}
                            onClose={() => setSection('')}
                        />
                    ) : (
                        <ClosedSection
                            key={each.title}
                            pluginId={settings.pluginId}
                            section={each}
                            onOpen={() => setSection(each.title)}
                        />
                    )))}
                </div>
            }
        </div>
    );
}

interface Props {
    pluginId: string;
    section: SettingsSection;
}

function ClosedSection({pluginId, section, onOpen}: Props & {onOpen: () => void}) {
    const [first] = section.settings;
    const value = useSelector((state: GlobalState) => preference(state, `pp_${pluginId}`, first?.name ?? '', first?.type === 'radio' ? first.default : ''));
    return (
        <div className='section-min'>
            <strong>{section.title}</strong>
            <button
                id={`${section.title}Edit`}
                className='style--none'
                aria-label={`${section.title} Edit`}
                onClick={onOpen}
            >
                {'Edit'}
            </button>
            {first?.type === 'radio' && <p>{first.options.find((option) => option.value === value)?.text}</p>}
        </div>
    );
}

function OpenSection({pluginId, section, onClose}: Props & {onClose: () => void}) {
    const userId = useSelector(getCurrentUserId);
    const saved = useSelector((state: GlobalState) => state.entities.preferences.myPreferences);
    const changes = useRef<Record<string, string>>({});
    const informChange = (name: string, value: string) => {
        changes.current[name] = value;
    };

    const save = () => {
        const category = `pp_${pluginId}`;
        dispatch(savePreferences(userId, Object.entries(changes.current).map(([name, value]) => ({user_id: userId, category, name, value}))));
        section.onSubmit?.(changes.current);
        onClose();
    };

    return (
        <section className='section-max'>
            <strong>{section.title}</strong>
            {section.settings.map((setting) => (setting.type === 'custom' ? (
                <setting.component
                    key={setting.name}
                    informChange={informChange}
                />
            ) : (
                <fieldset key={setting.name}>
                    <legend className='form-legend hidden-label'>{setting.title || setting.name}</legend>
                    {setting.options.map((option) => (
                        <div key={option.value}>
                            <label>
                                <input
                                    id={`${setting.name}_${option.value}`}
                                    type='radio'
                                    name={setting.name}
                                    defaultChecked={(saved[`pp_${pluginId}--${setting.name}`]?.value ?? setting.default) === option.value}
                                    onChange={() => informChange(setting.name, option.value)}
                                />
                                {option.text}
                            </label>
                            {option.helpText && <Markdown text={option.helpText}/>}
                        </div>
                    ))}
                    {setting.helpText && <Markdown text={setting.helpText}/>}
                </fieldset>
            )))}
            <button
                id='saveSetting'
                className='save'
                onClick={save}
            >
                {'Save'}
            </button>
            <button
                id='cancelSetting'
                className='cancel'
                onClick={onClose}
            >
                {'Cancel'}
            </button>
        </section>
    );
}
