import React, {useId} from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage} from 'react-intl';

import {GroupField} from './group_field';

interface Props {
    label: ReactNode;
    hint?: ReactNode;

    /** Undefined is as usual. */
    value: boolean | undefined;
    disabled: boolean;
    onChange: (value: boolean | undefined) => void;
}

/** Something that is on, off, or left to the other settings. */
export function ChoiceField({label, hint, value, disabled, onChange}: Props) {
    const name = useId();
    const choices = [
        {value: undefined, text: <FormattedMessage id='whereby.admin.as_usual'/>},
        {value: true, text: <FormattedMessage id='whereby.admin.on'/>},
        {value: false, text: <FormattedMessage id='whereby.admin.off'/>},
    ];
    return (
        <GroupField
            label={label}
            hint={hint}
            role='radiogroup'
            className='whereby-choice'
        >
            {choices.map((choice) => (
                <label key={String(choice.value)}>
                    <input
                        type='radio'
                        name={name}
                        checked={value === choice.value}
                        disabled={disabled}
                        onChange={() => {
                            onChange(choice.value);
                        }}
                    />
                    <span>{choice.text}</span>
                </label>
            ))}
        </GroupField>
    );
}
