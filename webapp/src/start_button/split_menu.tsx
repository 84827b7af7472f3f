import React, {useEffect, useId, useRef, useState} from 'react';
import type {SyntheticEvent} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import {moveFocus} from '../call_card/menu_keys';
import {usePopup} from '../call_card/use_popup';
import type {Template} from '../calls/types';
import {currentChannelId} from '../host/state';
import {ArrowIcon} from '../icons/icons';
import {useServices} from '../services';

interface Props {

    /** Whether a call runs in the channel. */
    running: boolean;
    disabled: boolean;
}

/** The arrow beside the header button, and the other ways to start a call. */
export function SplitMenu({running, disabled}: Props) {
    const {dialogs, starter} = useServices();
    const {formatMessage} = useIntl();
    const channelId = useSelector(currentChannelId);
    const [open, setOpen] = useState(false);
    const templates = useTemplates(open && !running);
    const button = useRef<HTMLButtonElement>(null);
    const menu = useRef<HTMLDivElement>(null);
    const {place, onKeyDown} = usePopup(open, () => {
        setOpen(false);
    }, button);
    const id = useId();

    useEffect(() => {
        if (open) {
            menu.current?.querySelector('button')?.focus();
        }
    }, [open]);

    const choose = (action: () => void) => {
        setOpen(false);
        button.current?.focus();
        action();
    };

    return (
        // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- only keeps events from Mattermost's element around it
        <div
            ref={place}
            className='whereby-split-place'
            onClick={keep}
            onTouchEnd={keep}
            onKeyDown={onKeyDown}
        >
            <button
                type='button'
                ref={button}
                className={`style--none call-button whereby-split${running ? ' whereby-running' : ''}`}
                aria-label={formatMessage({id: 'whereby.split.label'})}
                aria-haspopup='menu'
                aria-expanded={open}
                aria-controls={open ? `${id}menu` : undefined}
                aria-disabled={disabled}
                onClick={() => {
                    setOpen(!open && !disabled);
                }}
                onKeyDown={(event) => {
                    if (event.key === 'ArrowDown' && !disabled) {
                        event.preventDefault();
                        setOpen(true);
                    }
                }}
            >
                <ArrowIcon/>
            </button>
            {open &&
                <div
                    ref={menu}
                    id={`${id}menu`}
                    className='whereby-menu whereby-split-menu'
                    role='menu'
                    aria-label={formatMessage({id: 'whereby.split.label'})}
                    tabIndex={-1}
                    onKeyDown={moveFocus}
                >
                    <button
                        type='button'
                        role='menuitem'
                        tabIndex={-1}
                        className='whereby-menu-entry whereby-split-options'
                        onClick={() => {
                            choose(() => {
                                void dialogs.open({channel_id: channelId, ...(running && {new: true})});
                            });
                        }}
                    >
                        {running ? <FormattedMessage id='whereby.split.another'/> : <FormattedMessage id='whereby.split.options'/>}
                    </button>
                    {templates.length > 0 &&
                        <div
                            role='group'
                            aria-labelledby={`${id}templates`}
                        >
                            <div
                                id={`${id}templates`}
                                className='whereby-menu-heading'
                            >
                                <FormattedMessage id='whereby.split.templates'/>
                            </div>
                            {templates.map(({name, title}) => (
                                <button
                                    key={name}
                                    type='button'
                                    role='menuitem'
                                    tabIndex={-1}
                                    className='whereby-menu-entry'
                                    onClick={() => {
                                        choose(() => {
                                            void starter.start({channel_id: channelId, template: name});
                                        });
                                    }}
                                >
                                    {title || name}
                                </button>
                            ))}
                        </div>
                    }
                </div>
            }
        </div>
    );
}

// Those of the last time, until the server has answered. Without an answer the
// menu does without.
function useTemplates(wanted: boolean): Template[] {
    const {settings} = useServices();
    const [templates, setTemplates] = useState<Template[]>([]);

    useEffect(() => {
        if (wanted) {
            settings.load().then(
                (known) => {
                    setTemplates(known.templates);
                },
                () => undefined,
            );
        }
    }, [settings, wanted]);
    return wanted ? templates : [];
}

// Mattermost takes a click, and a touch's end, anywhere in its element for a press of the button.
function keep(event: SyntheticEvent) {
    event.stopPropagation();
}
