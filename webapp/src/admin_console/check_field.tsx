import React, {useId} from 'react';
import type {ReactNode} from 'react';

interface Props {
    label: ReactNode;

    /** Beside the box. */
    text: ReactNode;
    checked: boolean;
    disabled: boolean;
    onChange: (checked: boolean) => void;
}

/** Something that is so or not. */
export function CheckField({label, text, checked, disabled, onChange}: Props) {
    const id = useId();
    return (
        <div className='whereby-field'>
            <span
                id={`${id}label`}
                className='whereby-field-label'
            >
                {label}
            </span>
            <div
                role='group'
                aria-labelledby={`${id}label`}
            >
                <label className='whereby-check'>
                    <input
                        type='checkbox'
                        checked={checked}
                        disabled={disabled}
                        onChange={(event) => {
                            onChange(event.target.checked);
                        }}
                    />
                    <span>{text}</span>
                </label>
            </div>
        </div>
    );
}
