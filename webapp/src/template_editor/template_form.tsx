import React, {useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {ChannelField} from './channel_field';
import {Preview} from './preview';
import {notifiedIn, problemsOf} from './template';
import type {Template} from './template';
import {TemplateSwitches} from './template_switches';
import {useProblemTexts} from './use_problem_texts';
import {CheckField} from '../admin_console/check_field';
import {Field, FieldGroup} from '../admin_console/field';
import {NumberField} from '../admin_console/number_field';

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
                <Field
                    label={<FormattedMessage id='whereby.admin.name'/>}
                    hint={<FormattedMessage id='whereby.admin.template.name_hint'/>}
                    problem={texts.name}
                >
                    {(aria) => (
                        <input
                            {...aria}
                            type='text'
                            className='form-control'
                            dir='ltr'
                            autoComplete='off'
                            spellCheck={false}
                            value={template.name}
                            disabled={disabled}
                            onChange={(event) => {
                                onChange({name: event.target.value.trim().toLowerCase()});
                            }}
                        />
                    )}
                </Field>
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
                <Field
                    label={<FormattedMessage id='whereby.admin.template.topic'/>}
                    hint={(
                        <FormattedMessage
                            id='whereby.admin.template.topic_hint'
                            values={{topic: <code>{'{topic}'}</code>, channel: <code>{'{channel}'}</code>, name: <code>{'{name}'}</code>, date: <code>{'{date}'}</code>}}
                        />
                    )}
                    problem={texts.title}
                >
                    {(aria) => (
                        <input
                            {...aria}
                            type='text'
                            className='form-control'
                            dir='auto'
                            autoComplete='off'
                            value={template.title}
                            disabled={disabled}
                            onChange={(event) => {
                                onChange({title: event.target.value});
                            }}
                        />
                    )}
                </Field>
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
                <Field label={<FormattedMessage id='whereby.admin.template.priority'/>}>
                    {(aria) => (
                        <select
                            {...aria}
                            className='form-control'
                            value={template.priority ?? ''}
                            disabled={disabled}
                            onChange={(event) => {
                                onChange({priority: event.target.value as Template['priority']});
                            }}
                        >
                            <option value=''>{formatMessage({id: 'whereby.admin.template.priority_none'})}</option>
                            <option value='important'>{formatMessage({id: 'whereby.admin.template.priority_important'})}</option>
                            <option value='urgent'>{formatMessage({id: 'whereby.admin.template.priority_urgent'})}</option>
                        </select>
                    )}
                </Field>
                <Field
                    label={<FormattedMessage id='whereby.admin.template.notify'/>}
                    hint={<FormattedMessage id='whereby.admin.template.notify_hint'/>}
                    problem={texts.notify}
                >
                    {(aria) => (
                        <input
                            {...aria}
                            type='text'
                            className='form-control'
                            dir='ltr'
                            autoComplete='off'
                            spellCheck={false}
                            placeholder='@here, @support'
                            value={notified}
                            disabled={disabled}
                            onChange={(event) => {
                                setNotified(event.target.value);
                                onChange({notify: notifiedIn(event.target.value)});
                            }}
                        />
                    )}
                </Field>
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
                <Field
                    label={<FormattedMessage id='whereby.admin.template.brand'/>}
                    hint={<FormattedMessage id='whereby.admin.template.brand_hint'/>}
                >
                    {(aria) => (
                        <select
                            {...aria}
                            className='form-control'
                            value={brand}
                            disabled={disabled}
                            onChange={(event) => {
                                onChange({brand: event.target.value || undefined});
                            }}
                        >
                            <option value=''>{formatMessage({id: 'whereby.admin.template.brand_default'})}</option>
                            <option value='none'>{formatMessage({id: 'whereby.admin.template.brand_none'})}</option>
                            {offered.map((name) => (
                                <option
                                    key={name}
                                    value={name}
                                >
                                    {name}
                                </option>
                            ))}
                        </select>
                    )}
                </Field>
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
