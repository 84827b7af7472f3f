import React, {useId} from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage} from 'react-intl';

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
    const id = useId();
    const choices = [
        {value: undefined, text: <FormattedMessage id='whereby.admin.as_usual'/>},
        {value: true, text: <FormattedMessage id='whereby.admin.on'/>},
        {value: false, text: <FormattedMessage id='whereby.admin.off'/>},
    ];
    return (
        <div className='whereby-field'>
            <span
                id={`${id}label`}
                className='whereby-field-label'
            >
                {label}
            </span>
            <div>
                <div
                    role='radiogroup'
                    className='whereby-choice'
                    aria-labelledby={`${id}label`}
                    aria-describedby={`${id}hint`}
                >
                    {choices.map((choice) => (
                        <label key={String(choice.value)}>
                            <input
                                type='radio'
                                name={id}
                                checked={value === choice.value}
                                disabled={disabled}
                                onChange={() => {
                                    onChange(choice.value);
                                }}
                            />
                            <span>{choice.text}</span>
                        </label>
                    ))}
                </div>
                <div
                    id={`${id}hint`}
                    className='whereby-field-hint'
                >
                    {hint}
                </div>
            </div>
        </div>
    );
}
