import {getCurrentChannelId} from 'mattermost-redux/selectors/entities/channels';
import {getCurrentTeam} from 'mattermost-redux/selectors/entities/teams';
import {getUsers} from 'mattermost-redux/selectors/entities/users';
import React from 'react';
import {useSelector} from 'react-redux';

import type {Channel} from '@mattermost/types/channels';
import type {GlobalState} from '@mattermost/types/store';

import {basename, history} from './router';

/** The channels that the user is in. */
export function Sidebar() {
    const team = useSelector(getCurrentTeam);
    const channels = useSelector((state: GlobalState) => state.entities.channels.channels);
    const members = useSelector((state: GlobalState) => state.entities.channels.myMembers);
    const mine = Object.values(channels).
        filter((channel) => members[channel.id] && !channel.delete_at && (!channel.team_id || channel.team_id === team?.id)).
        sort((a, b) => a.display_name.localeCompare(b.display_name));
    const ofTeam = mine.filter(({team_id: teamId}) => teamId);
    const direct = mine.filter(({team_id: teamId}) => !teamId);

    return (
        <nav className='sidebar'>
            <TeamBar/>
            <h1 className='sidebar-team'>{team?.display_name}</h1>
            <h2>{'Channels'}</h2>
            {ofTeam.map((channel) => (
                <SidebarItem
                    key={channel.id}
                    channel={channel}
                    path={`/${team?.name}/channels/${channel.name}`}
                />
            ))}
            <h2>{'Direct messages'}</h2>
            {direct.map((channel) => (
                <DirectItem
                    key={channel.id}
                    channel={channel}
                    teamName={team?.name ?? ''}
                />
            ))}
        </nav>
    );
}

/** The teams to switch to, for whoever is in several. */
function TeamBar() {
    const teams = useSelector((state: GlobalState) => state.entities.teams.teams);
    const current = useSelector(getCurrentTeam);
    const mine = Object.values(teams);
    if (mine.length < 2) {
        return null;
    }
    return (
        <div className='team-bar'>
            {mine.map(({id, name, display_name: shown}) => (
                <button
                    key={id}
                    id={`${name}TeamButton`}
                    aria-label={`${shown} team`}
                    aria-current={id === current?.id}
                    onClick={() => history.push(`/${name}/channels/town-square`)}
                >
                    {shown.slice(0, 2)}
                </button>
            ))}
        </div>
    );
}

function DirectItem({channel, teamName}: {channel: Channel; teamName: string}) {
    const me = useSelector((state: GlobalState) => state.entities.users.currentUserId);
    const users = useSelector(getUsers);
    const otherId = channel.name.split('__').find((id) => id !== me) ?? me;
    const username = users[otherId]?.username;
    if (channel.type === 'D' && !username) {
        return null;
    }
    return (
        <SidebarItem
            channel={channel.type === 'D' ? {...channel, display_name: username ?? ''} : channel}
            path={`/${teamName}/messages/${channel.type === 'D' ? `@${username}` : channel.name}`}
        />
    );
}

function SidebarItem({channel, path}: {channel: Channel; path: string}) {
    const active = useSelector(getCurrentChannelId) === channel.id;
    return (
        <a
            id={`sidebarItem_${channel.name}`}
            className={`sidebar-item${active ? ' active' : ''}`}
            href={basename + path}
            onClick={(event) => {
                event.preventDefault();
                history.push(path);
            }}
        >
            <Symbol type={channel.type}/>
            {channel.display_name}
        </a>
    );
}

const SYMBOLS: Record<string, string> = {
    O: 'M2 8a6 6 0 1 0 12 0A6 6 0 1 0 2 8m0 0h12M8 2c-4 4-4 8 0 12 4-4 4-8 0-12',
    P: 'M4 7h8v6H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2',
    D: 'M5.5 5a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0M3 14a5 5 0 0 1 10 0',
    G: 'M4 5.5a2 2 0 1 0 4 0 2 2 0 1 0-4 0M2 13a4 4 0 0 1 8 0M10 4a2 2 0 0 1 0 3.5M12 9.5a4 4 0 0 1 2 3.5',
};

function Symbol({type}: {type: string}) {
    return (
        <svg
            className='sidebar-symbol'
            viewBox='0 0 16 16'
            fill='none'
            stroke='currentColor'
            strokeWidth='1.3'
        >
            <path d={SYMBOLS[type]}/>
        </svg>
    );
}
