import React, {useEffect, useId, useRef} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {FieldProblem} from './field_problem';
import {labelOf} from '../calls/template_title';
import type {Template} from '../calls/types';

interface Props {

    /** The chosen one's, or empty. */
    name: string;
    templates: Template[];
    problem?: string;
    onChange: (name: string) => void;
}

/** A template to take everything else from. */
export function TemplateField({name, templates, problem, onChange}: Props) {
    const {formatMessage} = useIntl();
    const field = useRef<HTMLSelectElement>(null);
    const id = useId();

    useEffect(() => {
        if (problem) {
            field.current?.focus();
        }
    }, [problem]);

    return (
        <div className='whereby-dialog-row'>
            <label
                className='whereby-dialog-label'
                htmlFor={id}
            >
                <FormattedMessage id='whereby.dialog.template'/>
            </label>
            <select
                ref={field}
                id={id}
                className='whereby-dialog-input whereby-dialog-template'
                value={name}
                aria-invalid={problem !== undefined}
                aria-describedby={`${id}problem`}
                onChange={(event) => {
                    onChange(event.target.value);
                }}
            >
                <option value=''>{formatMessage({id: 'whereby.dialog.no_template'})}</option>
                {templates.map((template) => (
                    <option
                        key={template.name}
                        value={template.name}
                    >
                        {labelOf(template)}
                    </option>
                ))}
            </select>
            <FieldProblem
                id={`${id}problem`}
                text={problem}
            />
        </div>
    );
}
