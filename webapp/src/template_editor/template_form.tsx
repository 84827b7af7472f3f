import React, {useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {ChannelField} from './channel_field';
import {Preview} from './preview';
import {notifiedIn, problemsOf} from './template';
import type {Template} from './template';
import {TemplateSwitches} from './template_switches';
import {useProblemTexts} from './use_problem_texts';
import {CheckField} from '../admin_console/check_field';
import {FieldGroup} from '../admin_console/field';
import {NumberField} from '../admin_console/number_field';
import {SelectField} from '../admin_console/select_field';
import {NameField, TextField} from '../admin_console/text_field';

interface Props {
    template: Template;
    templates: Template[];

    /** Names of the brands that there are. */
    brands: string[];

    /** The longest call that the settings allow, in minutes, once known. */
    longest?: number;
    disabled: boolean;
    onChange: (changes: Partial<Template>) => void;
}

/** Everything about one template. */
export function TemplateForm({template, templates, brands, longest, disabled, onChange}: Props) {
    const {formatMessage} = useIntl();
    const texts = useProblemTexts(problemsOf(template, templates));
    const [notified, setNotified] = useState(() => (template.notify ?? []).map((name) => `@${name}`).join(' '));
    const {duration_minutes: minutes = 0, brand = ''} = template;

    // One that was taken away is still the template's.
    const offered = brand && brand !== 'none' && !brands.includes(brand) ? [...brands, brand] : brands;
    return (
        <>
            <FieldGroup title={<FormattedMessage id='whereby.admin.template.group_start'/>}>
                <NameField
                    hint={<FormattedMessage id='whereby.admin.template.name_hint'/>}
                    problem={texts.name}
                    value={template.name}
                    disabled={disabled}
                    onChange={(name) => {
                        onChange({name});
                    }}
                />
                <CheckField
                    label={<FormattedMessage id='whereby.admin.template.command'/>}
                    text={(
                        <FormattedMessage
                            id='whereby.admin.template.command_text'
                            values={{command: <code>{`/whereby-${template.name || '…'}`}</code>}}
                        />
                    )}
                    checked={template.command ?? false}
                    disabled={disabled}
                    onChange={(command) => {
                        onChange({command});
                    }}
                />
                <TextField
                    label={<FormattedMessage id='whereby.admin.template.topic'/>}
                    hint={(
                        <FormattedMessage
                            id='whereby.admin.template.topic_hint'
                            values={{topic: <code>{'{topic}'}</code>, channel: <code>{'{channel}'}</code>, name: <code>{'{name}'}</code>, date: <code>{'{date}'}</code>}}
                        />
                    )}
                    problem={texts.title}
                    value={template.title}
                    disabled={disabled}
                    onChange={(title) => {
                        onChange({title});
                    }}
                />
                <NumberField
                    label={<FormattedMessage id='whereby.admin.template.length'/>}
                    hint={longest !== undefined && minutes > longest ? (
                        <FormattedMessage
                            id='whereby.admin.template.shortened'
                            values={{longest}}
                        />
                    ) : <FormattedMessage id='whereby.admin.template.length_hint'/>}
                    problem={texts.duration_minutes}
                    value={template.duration_minutes}
                    placeholder={formatMessage({id: 'whereby.admin.as_usual'})}
                    disabled={disabled}
                    onChange={(value) => {
                        onChange({duration_minutes: value});
                    }}
                />
            </FieldGroup>
            <Preview template={template}/>
            <TemplateSwitches
                template={template}
                disabled={disabled}
                onChange={onChange}
            />
            <FieldGroup title={<FormattedMessage id='whereby.admin.template.group_post'/>}>
                <SelectField
                    label={<FormattedMessage id='whereby.admin.template.priority'/>}
                    value={template.priority ?? ''}
                    options={[
                        ['', formatMessage({id: 'whereby.admin.template.priority_none'})],
                        ['important', formatMessage({id: 'whereby.admin.template.priority_important'})],
                        ['urgent', formatMessage({id: 'whereby.admin.template.priority_urgent'})],
                    ]}
                    disabled={disabled}
                    onChange={(priority) => {
                        onChange({priority});
                    }}
                />
                <TextField
                    label={<FormattedMessage id='whereby.admin.template.notify'/>}
                    hint={<FormattedMessage id='whereby.admin.template.notify_hint'/>}
                    problem={texts.notify}
                    code={true}
                    placeholder='@here, @support'
                    value={notified}
                    disabled={disabled}
                    onChange={(text) => {
                        setNotified(text);
                        onChange({notify: notifiedIn(text)});
                    }}
                />
                <ChannelField
                    channelId={template.post_to ?? ''}
                    disabled={disabled}
                    onChange={(channelId) => {
                        onChange({post_to: channelId});
                    }}
                />
                <NumberField
                    label={<FormattedMessage id='whereby.admin.template.reminder'/>}
                    hint={<FormattedMessage id='whereby.admin.template.reminder_hint'/>}
                    problem={texts.reminder_minutes}
                    value={template.reminder_minutes || undefined}
                    placeholder={formatMessage({id: 'whereby.admin.template.never'})}
                    disabled={disabled}
                    onChange={(value) => {
                        onChange({reminder_minutes: value});
                    }}
                />
            </FieldGroup>
            <FieldGroup title={<FormattedMessage id='whereby.admin.template.group_more'/>}>
                <SelectField
                    label={<FormattedMessage id='whereby.admin.template.brand'/>}
                    hint={<FormattedMessage id='whereby.admin.template.brand_hint'/>}
                    value={brand}
                    options={[
                        ['', formatMessage({id: 'whereby.admin.template.brand_default'})],
                        ['none', formatMessage({id: 'whereby.admin.template.brand_none'})],
                        ...offered.map((name) => [name, name] as const),
                    ]}
                    disabled={disabled}
                    onChange={(name) => {
                        onChange({brand: name || undefined});
                    }}
                />
                <CheckField
                    label={<FormattedMessage id='whereby.admin.template.always'/>}
                    text={<FormattedMessage id='whereby.admin.template.always_text'/>}
                    checked={template.always ?? false}
                    disabled={disabled}
                    onChange={(always) => {
                        onChange({always});
                    }}
                />
            </FieldGroup>
        </>
    );
}
