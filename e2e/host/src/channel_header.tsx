import {getMyCurrentChannelMembership} from 'mattermost-redux/selectors/entities/channels';
import {getUsers} from 'mattermost-redux/selectors/entities/users';
import React, {useState, useSyncExternalStore} from 'react';
import {useSelector} from 'react-redux';

import type {Channel} from '@mattermost/types/channels';
import type {GlobalState} from '@mattermost/types/store';

import {useSlots} from './plugins';

const narrow = window.matchMedia('(max-width: 768px)');

function useNarrow(): boolean {
    return useSyncExternalStore((listener) => {
        narrow.addEventListener('change', listener);
        return () => narrow.removeEventListener('change', listener);
    }, () => narrow.matches);
}

/** The channel's name and the plugins' buttons. */
export function ChannelHeader({channel}: {channel: Channel}) {
    const me = useSelector((state: GlobalState) => state.entities.users.currentUserId);
    const users = useSelector(getUsers);
    const mobile = useNarrow();
    const otherId = channel.type === 'D' ? channel.name.split('__').find((id) => id !== me) ?? me : '';

    return (
        <header className='channel-header'>
            <div className='channel-header-text'>
                <h2 id='channelHeaderTitle'>
                    {otherId ? users[otherId]?.username : channel.display_name}
                    {channel.delete_at > 0 && ' (archived)'}
                </h2>
                {channel.header && <p>{channel.header}</p>}
            </div>
            <HeaderMenu
                channel={channel}
                mobile={mobile}
            />
            {mobile ? <MobileButton channel={channel}/> : <CallButton channel={channel}/>}
        </header>
    );
}

// Source: webapp/channels/src/components/channel_header_menu/channel_header_menu.tsx
function HeaderMenu({channel, mobile}: {channel: Channel; mobile: boolean}) {
    const {headerMenu} = useSlots();
    const state = useSelector((whole: GlobalState) => whole);
    const [open, setOpen] = useState(false);

    return (
        <div className='header-menu'>
            <button
                id='channelHeaderDropdownButton'
                className='style--none'
                aria-label='Channel Menu'
                aria-haspopup='menu'
                aria-expanded={open}
                onClick={() => setOpen(!open)}
            >
                {'▾'}
            </button>
            {open &&
                <ul
                    id='channelHeaderMenu'
                    className='Menu'
                    role='menu'
                    onClick={() => setOpen(false)}
                >
                    {headerMenu.filter(({it}) => it.shouldRender(state)).map(({id, it}) => (
                        <li
                            key={id}
                            id={`${id}_pluginmenuitem`}
                            className='MenuItem'
                            role='menuitem'
                            tabIndex={0}
                            onClick={() => it.action(channel.id)}
                        >
                            {it.text}
                        </li>
                    ))}
                    {mobile && <MobileItems channel={channel}/>}
                </ul>
            }
        </div>
    );
}

// The same elements, classes and handlers as Mattermost's, the touch handler
// beside the click handler included.
// Source: webapp/channels/src/plugins/call_button/call_button.tsx
function CallButton({channel}: {channel: Channel}) {
    const {callButtons} = useSlots();
    const member = useSelector(getMyCurrentChannelMembership);
    const [open, setOpen] = useState(false);
    const [only] = callButtons;
    if (!only) {
        return null;
    }
    if (callButtons.length === 1) {
        const act = () => only.action(channel, member);
        return (
            <div
                className='flex-child'
                onClick={act}
                onTouchEnd={act}
            >
                {only.button}
            </div>
        );
    }
    return (
        <div className='flex-child call-menu'>
            <button
                className='style--none call-button dropdown'
                onClick={() => setOpen(!open)}
            >
                <span className='call-button-label'>{'Call ▾'}</span>
            </button>
            {open &&
                <ul
                    id='callOptions'
                    className='Menu'
                    onClick={() => setOpen(false)}
                >
                    {callButtons.map((item) => (
                        <li
                            key={item.id}
                            className='MenuItem'
                            onClick={(event) => {
                                event.preventDefault();
                                item.action(channel, member);
                            }}
                        >
                            {item.dropdownButton}
                        </li>
                    ))}
                </ul>
            }
        </div>
    );
}

// At phone width, one plugin's button is in the header, and all of them are in its menu.
// Source: webapp/channels/src/plugins/mobile_channel_header_plug
function MobileButton({channel}: {channel: Channel}) {
    const {callButtons, headerButtons} = useSlots();
    const member = useSelector(getMyCurrentChannelMembership);
    const [only, another] = [...callButtons, ...headerButtons];
    if (!only || another) {
        return null;
    }
    return (
        <button
            className='navbar-toggle navbar-right__icon'
            onClick={() => only.action(channel, member)}
        >
            <span className='icon navbar-plugin-button'>{only.icon}</span>
        </button>
    );
}

function MobileItems({channel}: {channel: Channel}) {
    const {callButtons, headerButtons} = useSlots();
    const member = useSelector(getMyCurrentChannelMembership);
    return [...callButtons, ...headerButtons].map((plug) => (
        <li
            key={plug.id}
            className='MenuItem'
            role='presentation'
        >
            <a
                role='menuitem'
                href='#'
                onClick={(event) => {
                    event.preventDefault();
                    plug.action(channel, member);
                }}
            >
                {plug.dropdownText}
            </a>
        </li>
    ));
}
