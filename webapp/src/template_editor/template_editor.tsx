import React, {useEffect, useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {copyOf, isBad, MAX_TEMPLATES, newTemplate} from './template';
import type {Template} from './template';
import {TemplateForm} from './template_form';
import type {AdminProps} from '../admin_console/chunk';
import {ListEditor} from '../admin_console/list_editor';
import {savedSetting, storedList} from '../admin_console/stored_list';
import {duration} from '../call_card/length';

interface Known {
    templates: Template[];
    max_duration_minutes: number;
}

/** System Console's list of templates. */
export function TemplateEditor({id, helpText, value, disabled, setByEnv, config, client, onChange}: AdminProps) {
    const intl = useIntl();
    const [known, setKnown] = useState<Known>();
    const [failed, setFailed] = useState(false);
    const brands = (storedList(savedSetting(config, 'brands')) ?? []) as {name: string}[];
    const off = disabled || setByEnv;

    // Until some are stored, the examples that the plugin comes with are in force.
    const templates = (storedList(value) as Template[] | undefined) ?? known?.templates;

    useEffect(() => {
        client.templates().then(setKnown, () => {
            setFailed(true);
        });
    }, [client]);

    if (!templates) {
        return (
            <div
                role='status'
                className='whereby-setting whereby-loading'
            >
                {failed ? <FormattedMessage id='whereby.problem.unreachable'/> : <FormattedMessage id='whereby.admin.loading'/>}
            </div>
        );
    }
    return (
        <div
            id={id}
            className='whereby-setting'
        >
            <div className='help-text'>{helpText}</div>
            <ListEditor
                list={templates}
                max={MAX_TEMPLATES}
                disabled={off}
                addText={<FormattedMessage id='whereby.admin.template.add'/>}
                emptyText={<FormattedMessage id='whereby.admin.template.empty'/>}
                nameOf={({name}) => name}
                summary={({title, duration_minutes: minutes}) => [title, minutes && duration(intl, minutes * 60_000)].filter(Boolean).join(' · ')}
                isBad={(template) => isBad(template, templates)}
                create={() => newTemplate(templates)}
                copy={(template) => copyOf(template, templates)}
                form={(template, change) => (
                    <TemplateForm
                        template={template}
                        templates={templates}
                        brands={brands.map(({name}) => name)}
                        longest={known?.max_duration_minutes}
                        disabled={off}
                        onChange={change}
                    />
                )}
                onChange={(list) => {
                    onChange(id, list);
                }}
            />
        </div>
    );
}
