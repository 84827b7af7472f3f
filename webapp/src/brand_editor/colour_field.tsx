import React from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {isColour} from './brand';
import {Field} from '../admin_console/field';

interface Props {
    label: ReactNode;
    hint: ReactNode;

    /** As typed; empty for the organization's own. */
    value: string;
    bad: boolean;
    disabled: boolean;
    onChange: (value: string) => void;
}

/** A colour, picked or typed. */
export function ColourField({label, hint, value, bad, disabled, onChange}: Props) {
    const {formatMessage} = useIntl();
    return (
        <Field
            label={label}
            hint={hint}
            problem={bad ? formatMessage({id: 'whereby.admin.problem.colour'}) : undefined}
        >
            {(aria) => (
                <div className='whereby-colour'>
                    <input
                        type='color'
                        aria-label={formatMessage({id: 'whereby.admin.brand.pick'})}
                        aria-describedby={aria['aria-describedby']}
                        className={value ? undefined : 'whereby-colour-none'}
                        value={isColour(value) ? value.toLowerCase() : '#808080'}
                        disabled={disabled}
                        onChange={(event) => {
                            onChange(event.target.value.toUpperCase());
                        }}
                    />
                    <input
                        {...aria}
                        type='text'
                        className='form-control'
                        dir='ltr'
                        autoComplete='off'
                        spellCheck={false}
                        placeholder={formatMessage({id: 'whereby.admin.brand.own'})}
                        value={value}
                        disabled={disabled}
                        onChange={(event) => {
                            onChange(withHash(event.target.value.trim()));
                        }}
                    />
                    <button
                        type='button'
                        className='whereby-text-button'
                        disabled={disabled || !value}
                        onClick={() => {
                            onChange('');
                        }}
                    >
                        <FormattedMessage id='whereby.admin.clear'/>
                    </button>
                </div>
            )}
        </Field>
    );
}

/** Colours are often copied without their sign. */
function withHash(text: string): string {
    return /^[0-9a-f]{6}$/i.test(text) ? `#${text}` : text;
}
