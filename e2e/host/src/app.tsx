import {getCurrentChannel, getMyCurrentChannelMembership} from 'mattermost-redux/selectors/entities/channels';
import {getCurrentUser} from 'mattermost-redux/selectors/entities/users';
import React, {useEffect, useMemo, useState} from 'react';
import type {ComponentType, ReactNode} from 'react';
import {IntlProvider} from 'react-intl';
import {useSelector} from 'react-redux';

import {AdminConsole} from './admin_console';
import {ChannelHeader} from './channel_header';
import {Composer} from './composer';
import {openPath, start} from './data';
import {Login} from './login';
import {useSlots} from './plugins';
import {PostList, Thread, ThreadsView} from './posts';
import {closeRightHandSide, openPanelId} from './rhs';
import {usePath} from './router';
import {Sidebar} from './sidebar';
import {store} from './store';
import {useTheme} from './theme';
import {UserSettings} from './user_settings';

/** The whole page: the login form, or Mattermost for whoever is logged in. */
export function App() {
    const [loggedIn, setLoggedIn] = useState<boolean>();
    useTheme();
    useEffect(() => {
        void start().then(setLoggedIn);
    }, []);

    if (loggedIn === undefined) {
        return <div className='loading'/>;
    }
    if (!loggedIn) {
        return <Login onLogin={() => void start().then(setLoggedIn)}/>;
    }
    return <Mattermost/>;
}

function Mattermost() {
    const path = usePath();
    const user = useSelector(getCurrentUser);
    const {translations, globals} = useSlots();
    const messages = useMemo(() => Object.assign({}, ...translations.map(({it}) => it(user.locale))) as Record<string, string>, [translations, user.locale]);

    return (
        <IntlProvider
            locale={user.locale}
            messages={messages}
            textComponent='span'
        >
            {path.startsWith('/admin_console') ? <AdminConsole path={path}/> : <Channels path={path}/>}
            {!path.startsWith('/admin_console') && globals.map(({id, it: Global}) => <Global key={id}/>)}
        </IntlProvider>
    );
}

function Channels({path}: {path: string}) {
    const user = useSelector(getCurrentUser);
    const channel = useSelector(getCurrentChannel);
    const {panels, roots} = useSlots();
    const panelId = useSelector(openPanelId);
    const panel = panels.find(({id}) => id === panelId)?.it;
    const [threadId, setThreadId] = useState('');
    const [problem, setProblem] = useState('');
    const [sidebarOpen, setSidebarOpen] = useState(false);
    const [settingsOpen, setSettingsOpen] = useState(false);
    const rootId = /^\/[^/]+\/threads\/(\w+)/.exec(path)?.[1];

    useEffect(() => {
        setThreadId('');
        setSidebarOpen(false);
        setProblem('');
        openPath(path).catch((error: Error) => setProblem(error.message));
    }, [path]);

    return (
        <div className={`host${sidebarOpen ? ' sidebar-open' : ''}`}>
            <header className='global-header'>
                <button
                    className='menu-toggle'
                    aria-label='Channels'
                    onClick={() => setSidebarOpen(!sidebarOpen)}
                >
                    {'☰'}
                </button>
                <strong>{'Mattermost'}</strong>
                <span className='global-header-user'>{user.username}</span>
                <button
                    className='global-header-settings'
                    aria-label='Settings'
                    onClick={() => setSettingsOpen(true)}
                >
                    {'⚙'}
                </button>
            </header>
            <Sidebar/>
            <main className='channel-view'>
                {problem && <p className='problem'>{problem}</p>}
                {rootId && !problem && <ThreadsView rootId={rootId}/>}
                {channel && !problem && (
                    <>
                        <ChannelHeader channel={channel}/>
                        <PostList
                            channelId={channel.id}
                            onThread={(id) => {
                                setThreadId(id);
                                store.dispatch(closeRightHandSide());
                            }}
                        />
                        {channel.delete_at ? <p className='archived-notice'>{'You are viewing an archived channel. New messages cannot be posted.'}</p> : (
                            <Composer
                                id='post_textbox'
                                channelId={channel.id}
                                placeholder={`Write to ${channel.display_name}`}
                            />
                        )}
                    </>
                )}
            </main>
            {panel && <PluginPanel {...panel}/>}
            {!panel && threadId && channel &&
                <Thread
                    rootId={threadId}
                    channelId={channel.id}
                    onClose={() => setThreadId('')}
                />
            }
            <AppBar/>
            {settingsOpen && <UserSettings onClose={() => setSettingsOpen(false)}/>}
            {roots.map(({id, it: Root}) => <Root key={id}/>)}
        </div>
    );
}

// Source: webapp/channels/src/components/rhs_plugin/rhs_plugin.tsx
function PluginPanel({component: Panel, title}: {component: ComponentType; title: ReactNode}) {
    return (
        <aside
            id='rhsContainer'
            className='rhs'
        >
            <header className='rhs-header'>
                <h2>{title}</h2>
                <button
                    aria-label='Close'
                    onClick={() => store.dispatch(closeRightHandSide())}
                >
                    {'✕'}
                </button>
            </header>
            <Panel/>
        </aside>
    );
}

function AppBar() {
    const {appBar, headerButtons} = useSlots();
    const channel = useSelector(getCurrentChannel);
    const member = useSelector(getMyCurrentChannelMembership);
    const inAppBar = [...appBar, ...headerButtons.filter(({pluginId}) => !appBar.some((entry) => entry.pluginId === pluginId))];

    return (
        <aside className='app-bar'>
            {inAppBar.map((entry) => (
                <div
                    key={entry.id}
                    id={`app-bar-icon-${entry.pluginId}`}
                    className='app-bar__icon'
                    role='button'
                    tabIndex={0}
                    onClick={() => entry.action(channel, member)}
                >
                    {entry.iconUrl ? <img
                        src={entry.iconUrl}
                        alt={entry.pluginId}
                    /> : entry.icon}
                    <span className='app-bar__tooltip'>{entry.tooltip}</span>
                </div>
            ))}
        </aside>
    );
}
