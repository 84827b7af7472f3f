import React, {useId, useState} from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import type {IntlShape} from 'react-intl';

import {byDefault, isFixed, isOn, mayChoose, MORE} from './choice';
import type {Choice} from './choice';
import {Switch} from './switch';
import type {Settings, Switches} from '../calls/types';
import {ArrowIcon, CaptionsIcon, FileIcon, MegaphoneIcon, PeopleIcon, StreamIcon} from '../icons/icons';

interface Props {
    choice: Choice;
    settings: Settings;
    onChange: (changes: Partial<Switches>) => void;
}

/** What is seldom wanted, folded up. While something of it is on, it is unfolded or says what. */
export function MoreFields({choice, settings, onChange}: Props) {
    const intl = useIntl();
    const shown = MORE.filter((name) => mayChoose(name, settings));
    const on = shown.filter((name) => isOn(choice, name));
    const special = on.some((name) => !byDefault(name, settings));
    const [open, setOpen] = useState(special);
    const [template, setTemplate] = useState(choice.template);
    const id = useId();

    // What a template brings is to be seen.
    if (template !== choice.template) {
        setTemplate(choice.template);
        setOpen(open || special);
    }

    return (
        <>
            <div className='whereby-dialog-row'>
                <button
                    type='button'
                    className='whereby-dialog-more'
                    aria-expanded={open}
                    aria-controls={`${id}more`}
                    onClick={() => {
                        setOpen(!open);
                    }}
                >
                    <ArrowIcon/>
                    <FormattedMessage id='whereby.dialog.more'/>
                    {!open && on.length > 0 && (
                        <span className='whereby-dialog-hint'>{intl.formatList(on.map((name) => text(name, intl).label), {type: 'unit'})}</span>
                    )}
                </button>
            </div>
            <div
                id={`${id}more`}
                hidden={!open}
            >
                {shown.map((name) => (
                    <Switch
                        key={name}
                        className={`whereby-dialog-${name}`}
                        on={isOn(choice, name)}
                        fixed={isFixed(choice, name)}
                        {...text(name, intl)}
                        onChange={(value) => {
                            onChange({[name]: value});
                        }}
                    />
                ))}
            </div>
        </>
    );
}

function text(name: typeof MORE[number], {formatMessage}: IntlShape): {icon: ReactNode; label: string; hint: string} {
    switch (name) {
    case 'viewers':
        return {
            icon: <MegaphoneIcon/>,
            label: formatMessage({id: 'whereby.dialog.viewers'}),
            hint: formatMessage({id: 'whereby.dialog.viewers_hint'}, {command: '/whereby --viewers @name'}),
        };
    case 'large':
        return {icon: <PeopleIcon/>, label: formatMessage({id: 'whereby.badge.large'}), hint: formatMessage({id: 'whereby.dialog.large_hint'})};
    case 'transcribe':
        return {icon: <FileIcon/>, label: formatMessage({id: 'whereby.dialog.transcribe'}), hint: formatMessage({id: 'whereby.dialog.transcribe_hint'})};
    case 'captions':
        return {icon: <CaptionsIcon/>, label: formatMessage({id: 'whereby.badge.captions'}), hint: formatMessage({id: 'whereby.dialog.captions_hint'})};
    case 'stream':
        return {icon: <StreamIcon/>, label: formatMessage({id: 'whereby.dialog.stream'}), hint: formatMessage({id: 'whereby.dialog.stream_hint'})};
    }
}
