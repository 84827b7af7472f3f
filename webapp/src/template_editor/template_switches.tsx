import React from 'react';
import {FormattedMessage} from 'react-intl';

import type {Choice, Template} from './template';
import {ChoiceField} from '../admin_console/choice_field';
import {FieldGroup} from '../admin_console/field';

interface Props {
    template: Template;
    disabled: boolean;
    onChange: (changes: Partial<Template>) => void;
}

/** What the room is like. */
export function TemplateSwitches({template, disabled, onChange}: Props) {
    const choices: {name: Choice; label: React.ReactNode; hint?: React.ReactNode}[] = [
        {name: 'audio_only', label: <FormattedMessage id='whereby.admin.template.audio_only'/>, hint: <FormattedMessage id='whereby.admin.template.audio_only_hint'/>},
        {name: 'locked', label: <FormattedMessage id='whereby.admin.template.locked'/>, hint: <FormattedMessage id='whereby.admin.template.locked_hint'/>},
        {name: 'large', label: <FormattedMessage id='whereby.admin.template.large'/>, hint: <FormattedMessage id='whereby.admin.template.large_hint'/>},
        {name: 'viewers', label: <FormattedMessage id='whereby.admin.template.viewers'/>, hint: <FormattedMessage id='whereby.admin.template.viewers_hint'/>},
        {name: 'record', label: <FormattedMessage id='whereby.admin.template.record'/>},
        {name: 'transcribe', label: <FormattedMessage id='whereby.admin.template.transcribe'/>},
        {name: 'captions', label: <FormattedMessage id='whereby.admin.template.captions'/>},
        {name: 'stream', label: <FormattedMessage id='whereby.admin.template.stream'/>, hint: <FormattedMessage id='whereby.admin.template.allowed_hint'/>},
    ];
    return (
        <FieldGroup title={<FormattedMessage id='whereby.admin.template.group_room'/>}>
            {choices.map(({name, label, hint}) => (
                <ChoiceField
                    key={name}
                    label={label}
                    hint={hint}
                    value={template[name]}
                    disabled={disabled}
                    onChange={(value) => {
                        onChange({[name]: value});
                    }}
                />
            ))}
        </FieldGroup>
    );
}
