import React from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import type {IntlShape} from 'react-intl';

import {useChannelCall} from './use_channel_call';
import type {ChannelCall} from './use_channel_call';
import {CameraIcon} from '../icons/icons';

/** The channel header's button. Clicks are handled by the element that Mattermost puts around it. */
export function HeaderButton() {
    const intl = useIntl();
    const channelCall = useChannelCall();
    const {call, inside, starting, obstacle} = channelCall;

    return (
        <button
            type='button'
            className={`style--none call-button whereby-header-button${call ? ' whereby-running' : ''}${obstacle ? ' disabled' : ''}`}
            title={tooltip(intl, channelCall)}
            aria-label={label(intl, channelCall)}
            aria-busy={starting}
            aria-disabled={starting || obstacle !== undefined}
        >
            <span className={starting ? 'whereby-busy' : 'whereby-idle'}>
                <CameraIcon size={16}/>
                <span className='call-button-label'>
                    {call ? <FormattedMessage id='whereby.button.join'/> : <FormattedMessage id='whereby.button.start'/>}
                </span>
                {inside > 0 && <span className='whereby-count'>{intl.formatNumber(inside)}</span>}
            </span>
            {starting && <span className='whereby-spinner'/>}
        </button>
    );
}

/** The same as an item of Mattermost's menu, which it has when there are several call plugins. */
export function MenuItem() {
    const intl = useIntl();
    const channelCall = useChannelCall();

    return (
        <button
            type='button'
            className={`style--none call-button-dropdown whereby-menu-item${channelCall.obstacle ? ' disabled' : ''}`}
            title={tooltip(intl, channelCall)}
            aria-busy={channelCall.starting}
            aria-disabled={channelCall.starting || channelCall.obstacle !== undefined}
        >
            <CameraIcon/>
            <ActionText/>
        </button>
    );
}

/** The camera alone, for headers too narrow for words; it tells by its colour that a call runs. */
export function ButtonIcon() {
    const intl = useIntl();
    const channelCall = useChannelCall();
    const {call, starting} = channelCall;

    return (
        <span className={`whereby-button-icon${call ? ' whereby-running' : ''}`}>
            <span className={starting ? 'whereby-busy' : 'whereby-idle'}><CameraIcon size={18}/></span>
            {starting && <span className='whereby-spinner'/>}
            <span className='whereby-hidden'>{label(intl, channelCall)}</span>
        </span>
    );
}

/** What a press does, in words, where the room is for the plugin's name too. */
export function ActionText() {
    const {call} = useChannelCall();
    return call ? <FormattedMessage id='whereby.menu.join'/> : <FormattedMessage id='whereby.menu.start'/>;
}

function label({formatMessage}: IntlShape, {call, inside, starting}: ChannelCall): string {
    if (starting) {
        return formatMessage({id: 'whereby.button.starting'});
    }
    if (call) {
        return inside > 0 ? formatMessage({id: 'whereby.button.join_count'}, {count: inside}) : formatMessage({id: 'whereby.button.join'});
    }
    return formatMessage({id: 'whereby.button.start'});
}

function tooltip({formatMessage}: IntlShape, {call, obstacle}: ChannelCall): string {
    if (call) {
        return call.topic || formatMessage({id: 'whereby.card.no_topic'});
    }
    switch (obstacle) {
    case 'archived':
        return formatMessage({id: 'whereby.obstacle.archived'});
    case 'no_permission':
        return formatMessage({id: 'whereby.obstacle.no_permission'});
    case undefined:
        return formatMessage({id: 'whereby.button.start_tooltip'});
    }
}
