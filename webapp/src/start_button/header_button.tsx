import React, {useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import type {IntlShape} from 'react-intl';
import {useSelector} from 'react-redux';

import {SplitMenu} from './split_menu';
import {useChannelCall} from './use_channel_call';
import type {ChannelCall} from './use_channel_call';
import {duration} from '../call_card/length';
import {joinableCall} from '../calls/slice';
import {currentChannelId} from '../host/state';
import {CameraIcon} from '../icons/icons';
import {useServices} from '../services';
import {openThread} from '../start_elsewhere/open_thread';

/** The channel header's button with its menu. Clicks are handled by the element that Mattermost puts around it. */
export function HeaderButton() {
    const intl = useIntl();
    const channelCall = useChannelCall();
    const {call, inside, starting, obstacle, mayStart} = channelCall;
    const {loader, settings} = useServices();
    const channelId = useSelector(currentChannelId);
    const [now, setNow] = useState(Date.now);

    // What forbids a call may be past by now, as the hours of rest.
    const look = () => {
        setNow(Date.now());
        void loader.refusal(channelId);
    };

    const split = mayStart === 'any' || (mayStart === 'always' && !call && settings.current()?.templates.some(({always}) => always));

    return (
        <div className={`whereby-header-buttons${split ? ' whereby-has-split' : ''}`}>
            <button
                type='button'
                className={`style--none call-button whereby-header-button${call ? ' whereby-running' : ''}${obstacle ? ' disabled' : ''}`}
                title={tooltip(intl, channelCall, now)}
                aria-label={label(intl, channelCall)}
                aria-busy={starting}
                aria-disabled={starting || obstacle !== undefined}
                onPointerEnter={look}
                onFocus={look}
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
            {split &&
                <SplitMenu
                    call={call}
                    always={mayStart === 'always'}
                    disabled={starting}
                />
            }
        </div>
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
            title={tooltip(intl, channelCall, Date.now())}
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

/** The same for the App Bar, which is also beside the list of threads. */
export function AppBarText() {
    const thread = useSelector(openThread);
    const call = useSelector((state) => (thread ? joinableCall(state, thread.channel_id) : undefined));
    if (!thread) {
        return <ActionText/>;
    }
    return call ? <FormattedMessage id='whereby.menu.join'/> : <FormattedMessage id='whereby.menu.start_in_thread'/>;
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

function tooltip(intl: IntlShape, {call, obstacle}: ChannelCall, now: number): string {
    const {formatMessage} = intl;
    if (call) {
        const topic = call.topic || formatMessage({id: 'whereby.card.no_topic'});
        return call.started_at ? `${topic} · ${duration(intl, now - call.started_at)}` : topic;
    }
    switch (obstacle?.kind) {
    case 'archived':
        return formatMessage({id: 'whereby.obstacle.archived'});
    case 'no_permission':
        return formatMessage({id: 'whereby.obstacle.no_permission'});
    case 'said':
        return obstacle.text;
    default:
        return formatMessage({id: 'whereby.button.start_tooltip'});
    }
}
