import {act, fireEvent, render} from '@testing-library/react';
import type {ComponentType, ReactNode} from 'react';
import React from 'react';
import {IntlProvider} from 'react-intl';
import {Provider, useSelector} from 'react-redux';
import {legacy_createStore as createStore} from 'redux';
import type {Store, UnknownAction} from 'redux';
import {vi} from 'vitest';

import type {Post} from '@mattermost/types/posts';
import type {GlobalState} from '@mattermost/types/store';

import de from '../../i18n/de.json';
import type {WebSocketMessage} from '../calls/events';
import type {Attendee, Call, Knock, Ring, Schedule, Settings} from '../calls/types';
import type {ChannelAction, CommandHook, PluginRegistry, PopoverProps, PostTypeProps, SettingProps} from '../host/registry';
import {Plugin} from '../plugin';

// A stand-in for what Mattermost's web client does with a plugin, for tests.

export const CHANNEL = 'channel1';
export const ME = 'user1';

/** A call as the API would give it. */
export function aCall(changes: Partial<Call> = {}): Call {
    return {
        id: 'call1',
        channel_id: CHANNEL,
        root_id: '',
        host_user_id: 'user2',
        topic: 'team-standup',
        state: 'open',
        options: {duration_minutes: 60, audio_only: false, locked: false, large: false},
        room_url: 'https://example.whereby.com/mattermost-team-standup-1',
        post_id: 'post1',
        created_at: Date.UTC(2025, 10, 3, 14, 14),
        started_at: 0,
        ended_at: 0,
        expires_at: Date.UTC(2025, 10, 3, 15, 14),
        attendance: [],
        ...changes,
    };
}

/** A stay in a call: `who` is a user's id, or a guest's name after a tilde. */
export function aStay(who: string, joinedAt: number, leftAt = 0): Attendee {
    const guest = who.startsWith('~');
    return {user_id: guest ? '' : who, name: guest ? who.slice(1) : `name of ${who}`, guest, joined_at: joinedAt, left_at: leftAt};
}

/** The plugin's settings as the API would give them. */
export function someSettings(changes: Partial<Settings> = {}): Settings {
    return {
        open_in: 'window',
        default_duration_minutes: 60,
        max_duration_minutes: 240,
        default_locked: false,
        default_large: false,
        may_record: false,
        may_transcribe: false,
        may_stream: false,
        may_invite: false,
        templates: [],
        ...changes,
    };
}

/** A post as Mattermost would hand it to the card. */
export function aPost(changes: Partial<Post> = {}): Post {
    return {
        id: 'post1',
        channel_id: CHANNEL,
        type: 'custom_whereby_call',
        message: 'alice started a call: team-standup',
        props: {call_id: 'call1', meeting_creator_username: 'alice'},
        ...changes,
    } as Post;
}

const entities = {
    general: {config: {TeammateNameDisplay: 'username'}},
    users: {
        currentUserId: ME,
        statuses: {} as Record<string, string>,
        profiles: {
            user1: {id: 'user1', username: 'bob', roles: 'system_user'},
            user2: {id: 'user2', username: 'alice', first_name: 'Alice', last_name: 'Liddell', nickname: '', roles: 'system_user'},
        },
    },
    posts: {posts: {} as Record<string, Post>},
    teams: {currentTeamId: 'team1', teams: {team1: {name: 'office'}}, myMembers: {team1: {roles: 'team_user'}}},
    channels: {
        currentChannelId: CHANNEL,
        channels: {[CHANNEL]: {id: CHANNEL, team_id: 'team1', display_name: 'Town', delete_at: 0}, channel2: {id: 'channel2', team_id: 'team1', delete_at: 0}},
        myMembers: {[CHANNEL]: {roles: 'channel_user'}},
    },
    roles: {
        roles: {
            system_user: {permissions: []},
            team_user: {permissions: []},
            channel_user: {permissions: ['create_post']},
        },
    },
    preferences: {myPreferences: {} as Record<string, {value: string}>},
};

/** Mattermost's part of the state, open for changes before the client is made. */
export function mattermostState() {
    return structuredClone(entities);
}

/** An answer of the plugin's server. */
export interface Answer {
    status?: number;
    body: unknown;
}

/** What the plugin's server answers, by method and path after /api/v1/. */
export type Routes = Record<string, Answer | (() => Answer | Promise<Answer>)>;

/** Puts a server in the place of fetch. Unknown paths answer 404 as Mattermost does, in plain text. */
export function serve(routes: Routes) {
    const handler = vi.fn(async (input: string, init: RequestInit) => {
        const route = routes[named(input, init)];
        const answer = typeof route === 'function' ? await route() : route;
        return answer ? Response.json(answer.body, {status: answer.status ?? 200}) : new Response('404 page not found', {status: 404});
    });
    vi.stubGlobal('fetch', handler);
    return {
        handler,
        requests: (start: string) => handler.mock.calls.map(([path, init]) => named(path, init)).
            filter((request) => request.startsWith(start)),
    };
}

const named = (path: string, {method}: RequestInit) => `${method ?? ''} ${path.replace(/^.*\/plugins\/whereby\/api\/v1\//, '')}`;

interface Registered {
    messages: (locale: string) => Record<string, string>;
    roots: ComponentType[];
    button: ReactNode;
    dropdownButton: ReactNode;
    icon: ReactNode;
    action: ChannelAction;
    postTypes: Record<string, ComponentType<PostTypeProps>>;
    panel: {Panel: ComponentType; title: ReactNode};
    appBar: ChannelAction;
    appBarText: ReactNode;

    /** All items of the channel's menu; the three below are the last one. */
    menu: {text: ReactNode; action: (channelId: string) => void; shown: (state: GlobalState) => boolean}[];
    postMenu: {action: (postId: string) => void; filter: (postId: string) => boolean};
    popover: ComponentType<PopoverProps>;
    commandHook: CommandHook;
    menuText: ReactNode;
    menuAction: (channelId: string) => void;
    menuShown: (state: GlobalState) => boolean;

    /** Settings of System Console, by their keys. */
    settings: Record<string, ComponentType<SettingProps>>;
    events: Record<string, (message: WebSocketMessage) => void>;
    onReconnect: () => void;
}

/** Mattermost's client with the plugin in it. */
export class MattermostClient {
    readonly registered = {roots: [], menu: [], events: {}, postTypes: {}, settings: {}} as unknown as Registered;
    readonly store: Store<GlobalState>;
    readonly plugin = new Plugin();

    constructor(state = mattermostState(), without: (keyof PluginRegistry)[] = []) {
        let pluginReducer: (slice: unknown, action: UnknownAction) => unknown = (slice) => slice;
        const reducer = (whole: Record<string, unknown> | undefined, action: UnknownAction) => ({
            entities: action.type === 'test/channelSwitched' ? {...state, channels: {...state.channels, currentChannelId: action.id}} : whole?.entities ?? state,
            panelShown: action.type === 'test/panelShown' || (Boolean(whole?.panelShown) && action.type !== 'test/panelHidden'),
            'plugins-whereby': pluginReducer(whole?.['plugins-whereby'], action),
        });
        this.store = createStore(reducer) as unknown as Store<GlobalState>;
        const registry: PluginRegistry = {
            registerReducer: (it) => {
                pluginReducer = it;
            },
            registerTranslations: (it) => {
                // As once the translation has come.
                this.registered.messages = (locale) => (locale === 'de' ? de : it(locale));
            },
            registerRootComponent: (it) => String(this.registered.roots.push(it)),
            registerGlobalComponent: (it) => String(this.registered.roots.push(it)),
            registerRightHandSidebarComponent: (Panel, title) => ({id: this.took({panel: {Panel, title}}), showRHSPlugin: {type: 'test/panelShown'}, hideRHSPlugin: {type: 'test/panelHidden'}}),
            registerCallButtonAction: (button, dropdownButton, action, icon) => this.took({button, dropdownButton, action, icon}),
            registerChannelHeaderButtonAction: (button, action) => this.took({button, action}),
            registerChannelHeaderMenuAction: (menuText, menuAction, menuShown) => {
                this.registered.menu.push({text: menuText, action: menuAction, shown: menuShown});
                return this.took({menuText, menuAction, menuShown});
            },
            registerPostDropdownMenuAction: (_text, action, filter) => this.took({postMenu: {action, filter}}),
            registerPopoverUserActionsComponent: (popover) => this.took({popover}),
            registerSlashCommandWillBePostedHook: (commandHook) => this.took({commandHook}),
            registerAppBarComponent: (_icon, appBar, appBarText) => this.took({appBar, appBarText}),
            registerPostTypeComponent: (type, component) => {
                this.registered.postTypes[type] = component;
                return type;
            },
            registerWebSocketEventHandler: (event, handler) => {
                this.registered.events[event] = handler;
            },
            registerAdminConsoleCustomSetting: (key, setting) => {
                this.registered.settings[key] = setting;
            },
            registerReconnectHandler: (onReconnect) => this.took({onReconnect}),
        };
        for (const name of without) {
            // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- an older Mattermost
            delete registry[name];
        }
        this.plugin.initialize(registry, this.store);
        this.store.dispatch({type: 'test/initialized'});
    }

    private took(it: Partial<Registered>): string {
        Object.assign(this.registered, it);
        return 'id';
    }

    /** Draws the page: root components, the header's call button or what stands in its place, and the given posts. */
    show(posts: Post[] = [], locale = 'en', button = this.registered.button) {
        const {roots, action, postTypes, messages} = this.registered;
        const press = () => {
            action({id: this.store.getState().entities.channels.currentChannelId} as Parameters<ChannelAction>[0]);
        };
        return render(
            <Provider store={this.store}>
                <IntlProvider
                    locale={locale}
                    timeZone='UTC'
                    messages={messages(locale)}
                >
                    {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- so does Mattermost */}
                    <div
                        onClick={press}
                        onTouchEnd={press}
                    >
                        {button}
                    </div>
                    {posts.map((post) => {
                        const PostType = postTypes[post.type];
                        return PostType ? (
                            <PostType
                                key={post.id}
                                post={post}
                            />
                        ) : null;
                    })}
                    {roots.map((Root, index) => <Root key={index}/>)}
                    <RightHandSide {...this.registered.panel}/>
                </IntlProvider>
            </Provider>,
        );
    }

    /** Lets the server tell of a call. */
    event(call: Call) {
        act(() => {
            this.registered.events.custom_whereby_call?.({data: {call}});
        });
    }

    /** Lets the server tell of somebody at a door. */
    knock(knock: Knock) {
        act(() => {
            this.registered.events.custom_whereby_knock?.({data: {knock}});
        });
    }

    /** Lets the server ring this person, or stop it. */
    ring(ring: Ring) {
        act(() => {
            this.registered.events.custom_whereby_ring?.({data: {ring}});
        });
    }

    /** Lets the server tell of planned calls. */
    scheduleEvent(schedule: Schedule) {
        act(() => {
            this.registered.events.custom_whereby_schedule?.({data: {schedule: {...schedule, next: schedule.next.length > 0 ? schedule.next : null}}});
        });
    }

    switchChannel(id: string) {
        act(() => {
            this.store.dispatch({type: 'test/channelSwitched', id});
        });
    }
}

function RightHandSide({Panel, title}: Registered['panel']) {
    const shown = useSelector((state: {panelShown: boolean}) => state.panelShown);
    return shown ? (
        <aside>
            {title}
            <Panel/>
        </aside>
    ) : null;
}

/** A click by mouse, as a browser has it. */
export function click(element: HTMLElement) {
    fireEvent.click(element);
}
