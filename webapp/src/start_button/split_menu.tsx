import React, {useEffect, useId, useRef, useState} from 'react';
import type {ReactNode, SyntheticEvent} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import {moveFocus} from '../call_card/menu_keys';
import {usePopup} from '../call_card/use_popup';
import {labelOf} from '../calls/template_title';
import type {Call, Settings, Template} from '../calls/types';
import {currentChannelId} from '../host/state';
import {ArrowIcon} from '../icons/icons';
import {useServices} from '../services';

interface Props {

    /** The call that runs in the channel. */
    call?: Call;

    /** Only templates that ignore working hours can be started. */
    always: boolean;
    disabled: boolean;
}

/** The arrow beside the header button, the other ways to start a call, and to plan some. */
export function SplitMenu({call, always, disabled}: Props) {
    const {dialogs, openRoom, plans, starter} = useServices();
    const {formatMessage} = useIntl();
    const channelId = useSelector(currentChannelId);
    const [open, setOpen] = useState(false);
    const running = call !== undefined;
    const templates = useTemplates(open && !running).filter((template) => template.always || !always);
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
                    {!always && (
                        <>
                            <Item
                                className='whereby-split-options'
                                onChoose={() => {
                                    choose(() => void dialogs.open({channel_id: channelId, ...(running && {new: true})}));
                                }}
                            >
                                {running ? <FormattedMessage id='whereby.split.another'/> : <FormattedMessage id='whereby.split.options'/>}
                            </Item>
                            <Item
                                className='whereby-split-room'
                                onChoose={() => {
                                    choose(() => {
                                        openRoom(channelId);
                                    });
                                }}
                            >
                                <FormattedMessage id='whereby.split.room'/>
                            </Item>
                        </>
                    )}
                    <Item
                        className='whereby-split-plan'
                        onChoose={() => {
                            choose(() => void plans.open(channelId));
                        }}
                    >
                        <FormattedMessage id='whereby.split.plan'/>
                    </Item>
                    <Item
                        className='whereby-split-plans'
                        onChoose={() => {
                            choose(plans.showPanel);
                        }}
                    >
                        <FormattedMessage id='whereby.split.history'/>
                    </Item>
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
                            {templates.map((template) => (
                                <Item
                                    key={template.name}
                                    onChoose={() => {
                                        choose(() => void starter.start({channel_id: channelId, template: template.name}));
                                    }}
                                >
                                    {labelOf(template)}
                                </Item>
                            ))}
                        </div>
                    }
                </div>
            }
        </div>
    );
}

function Item({className = '', onChoose, children}: {className?: string; onChoose: () => void; children: ReactNode}) {
    return (
        <button
            type='button'
            role='menuitem'
            tabIndex={-1}
            className={`whereby-menu-entry ${className}`}
            onClick={onChoose}
        >
            {children}
        </button>
    );
}

// Those of the last time, until the server has answered. Without an answer the
// menu does with what it knows.
function useTemplates(wanted: boolean): Template[] {
    const {settings} = useServices();
    const [, setKnown] = useState<Settings>();

    useEffect(() => {
        if (wanted) {
            settings.load().then(setKnown, () => undefined);
        }
    }, [settings, wanted]);
    return (wanted && settings.current()?.templates) || [];
}

// Mattermost takes a click, and a touch's end, anywhere in its element for a press of the button.
function keep(event: SyntheticEvent) {
    event.stopPropagation();
}
