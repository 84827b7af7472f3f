import React from 'react';
import type {ReactNode} from 'react';

import {Markdown} from './markdown';

// The settings that System Console draws itself.
// Source: webapp/channels/src/components/admin_console/{setting,boolean_setting,dropdown_setting,generated_setting,radio_setting,text_setting}

/** A setting as a manifest has it. */
export interface Setting {
    key: string;
    display_name: string;
    type: string;
    help_text?: string;
    regenerate_help_text?: string;
    placeholder?: string;
    default?: unknown;
    options?: Array<{display_name: string; value: string}>;
}

interface Props {
    setting: Setting;
    id: string;

    /** Undefined while nothing is stored. */
    value: unknown;
    onChange: (id: string, value: unknown) => void;
}

/** A setting's name, its field and what it is for. */
export function SettingLine({id, setting, children}: {id: string; setting: Setting; children: ReactNode}) {
    return (
        <div className='form-group'>
            <label
                className='control-label'
                htmlFor={id}
            >
                {setting.display_name}
            </label>
            <div>
                {children}
                <div
                    className='help-text'
                    data-testid={`${id}help-text`}
                >
                    {setting.help_text && <Markdown text={setting.help_text}/>}
                </div>
            </div>
        </div>
    );
}

/** A setting of one of Mattermost's own kinds. */
export function OrdinarySetting(props: Props) {
    const Field = FIELDS[props.setting.type] ?? TextField;
    return (
        <SettingLine
            id={props.id}
            setting={props.setting}
        >
            <Field {...props}/>
        </SettingLine>
    );
}

const FIELDS: Record<string, (props: Props) => ReactNode> = {
    bool: BooleanField,
    dropdown: DropdownField,
    generated: GeneratedField,
    longtext: LongTextField,
    number: NumberField,
    radio: RadioField,
};

const shown = (value: unknown, setting: Setting) => String(value ?? setting.default ?? '');

function TextField({setting, id, value, onChange}: Props) {
    return (
        <input
            id={id}
            type='text'
            className='form-control'
            placeholder={setting.placeholder}
            value={shown(value, setting)}
            onChange={(event) => onChange(id, event.target.value)}
        />
    );
}

function NumberField({setting, id, value, onChange}: Props) {
    return (
        <input
            id={id}
            type='number'
            className='form-control'
            placeholder={setting.placeholder}
            value={shown(value, setting)}
            onChange={(event) => onChange(id, event.target.value === '' ? '' : parseInt(event.target.value, 10))}
        />
    );
}

function LongTextField({setting, id, value, onChange}: Props) {
    return (
        <textarea
            id={id}
            className='form-control'
            rows={5}
            placeholder={setting.placeholder}
            value={shown(value, setting)}
            onChange={(event) => onChange(id, event.target.value)}
        />
    );
}

function BooleanField({setting, id, value, onChange}: Props) {
    const on = value ?? setting.default ?? false;
    return (
        <fieldset>
            <legend className='hidden-label'>{setting.display_name}</legend>
            {[true, false].map((choice) => (
                <label
                    key={String(choice)}
                    className='radio-inline'
                >
                    <input
                        id={id + String(choice)}
                        type='radio'
                        name={id}
                        value={String(choice)}
                        checked={on === choice}
                        onChange={() => onChange(id, choice)}
                    />
                    {choice ? 'True' : 'False'}
                </label>
            ))}
        </fieldset>
    );
}

function RadioField({setting, id, value, onChange}: Props) {
    return (
        <fieldset>
            <legend className='hidden-label'>{setting.display_name}</legend>
            {setting.options?.map((option) => (
                <label
                    key={option.value}
                    className='radio'
                >
                    <input
                        type='radio'
                        name={id}
                        value={option.value}
                        checked={shown(value, setting) === option.value}
                        onChange={() => onChange(id, option.value)}
                    />
                    {option.display_name}
                </label>
            ))}
        </fieldset>
    );
}

/** With nothing stored the browser shows the first choice, whatever the default. */
function DropdownField({setting, id, value, onChange}: Props) {
    return (
        <select
            id={id}
            className='form-control'
            value={value === undefined ? undefined : String(value)}
            onChange={(event) => onChange(id, event.target.value)}
        >
            {setting.options?.map((option) => (
                <option
                    key={option.value}
                    value={option.value}
                >
                    {option.display_name}
                </option>
            ))}
        </select>
    );
}

function GeneratedField({setting, id, value, onChange}: Props) {
    const regenerate = () => {
        const letters = crypto.getRandomValues(new Uint8Array(32));
        onChange(id, [...letters].map((letter) => (letter % 36).toString(36)).join(''));
    };
    return (
        <>
            <input
                id={id}
                type='text'
                className='form-control'
                readOnly={true}
                placeholder={setting.placeholder}
                value={shown(value, setting)}
            />
            <div className='help-text'>
                <button
                    type='button'
                    className='btn btn-tertiary'
                    onClick={regenerate}
                >
                    {'Regenerate'}
                </button>
                {setting.regenerate_help_text && <Markdown text={setting.regenerate_help_text}/>}
            </div>
        </>
    );
}
