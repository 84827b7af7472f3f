import {Client4} from 'mattermost-redux/client';
import reducerRegistry from 'mattermost-redux/store/reducer_registry';
import {createElement, isValidElement, useSyncExternalStore} from 'react';
import type {ComponentType, ReactNode} from 'react';

import type {Channel, ChannelMembership} from '@mattermost/types/channels';
import type {Post} from '@mattermost/types/posts';
import type {GlobalState} from '@mattermost/types/store';
import type {UserProfile} from '@mattermost/types/users';

import {basename} from './router';
import {hideRHSPlugin, showRHSPlugin, toggleRHSPlugin} from './rhs';
import {store} from './store';

// Loads plugins' web bundles and keeps what they register, as Mattermost's web
// client does. Source: webapp/channels/src/plugins/{index,registry}.ts in
// mattermost/mattermost.

type Anything = ReactNode | ComponentType;
type Action = (channel?: Channel, member?: ChannelMembership) => void;

export interface Button {
    id: string;
    pluginId: string;
    button?: ReactNode;
    dropdownButton?: ReactNode;
    icon?: ReactNode;
    iconUrl?: string;
    action: Action;
    dropdownText?: ReactNode;
    tooltip?: ReactNode;
}

interface Registered<T> {
    id: string;
    pluginId: string;
    it: T;
}

interface RadioSetting {
    type: 'radio';
    name: string;
    title?: string;
    helpText?: string;
    default: string;
    options: Array<{value: string; text: string; helpText?: string}>;
}

interface CustomSetting {
    type: 'custom';
    name: string;
    component: ComponentType<{informChange: (name: string, value: string) => void}>;
}

export interface SettingsSection {
    title: string;
    settings: Array<RadioSetting | CustomSetting>;
    onSubmit?: (changes: Record<string, string>) => void;
}

interface UserSettings {
    id: string;
    uiName: string;
    sections: SettingsSection[];
}

/** Mattermost's settings, as far as System Console's page of a plugin needs them. */
export interface AdminConfig {
    PluginSettings: {Plugins: Record<string, Record<string, unknown>>};
}

/** Runs after the page was saved; an error keeps it to be saved. */
export type SaveAction = () => Promise<{error?: {message?: string}}>;

interface AdminSettingProps {
    id: string;
    label: string;
    helpText: ReactNode;
    value: unknown;
    disabled: boolean;
    setByEnv: boolean;
    config: AdminConfig;
    license: object;
    onChange: (id: string, value: unknown) => void;
    registerSaveAction: (action: SaveAction) => void;
    unRegisterSaveAction: (action: SaveAction) => void;
    setSaveNeeded: () => void;
    cancelSubmit: () => void;
    showConfirm: boolean;
}

export interface CommandArgs {
    channel_id: string;
    team_id?: string;
    root_id?: string;
}

interface CommandVerdict {
    message?: string;
    args?: CommandArgs;
    error?: {message: string};
}

/** What all plugins have registered. */
const registered = {
    callButtons: [] as Button[],
    headerButtons: [] as Button[],
    appBar: [] as Button[],
    roots: [] as Array<Registered<ComponentType>>,
    globals: [] as Array<Registered<ComponentType>>,
    headerMenu: [] as Array<Registered<{text: ReactNode; action: (channelId: string) => void; shouldRender: (state: GlobalState) => boolean}>>,
    adminSettings: [] as Array<Registered<{key: string; component: ComponentType<AdminSettingProps>; options?: {showTitle?: boolean}}>>,
    panels: [] as Array<Registered<{component: ComponentType; title: ReactNode}>>,
    postTypes: [] as Array<Registered<{type: string; component: ComponentType<{post: Post; theme: object; isRHS: boolean; compactDisplay: boolean}>}>>,
    postMenu: [] as Array<Registered<{text: ReactNode; action: (postId: string) => void; filter: (postId: string) => boolean}>>,
    popoverActions: [] as Array<Registered<ComponentType<{user: UserProfile; hide: () => void; status?: string}>>>,
    commandHooks: [] as Array<Registered<(message: string, args: CommandArgs) => CommandVerdict | Promise<CommandVerdict>>>,
    userSettings: [] as Array<Registered<UserSettings>>,
    events: [] as Array<Registered<{event: string; handler: (message: unknown) => void}>>,
    reconnects: [] as Array<Registered<() => void>>,
    translations: [] as Array<Registered<(locale: string) => Record<string, string>>>,
};
type Slots = typeof registered;

let current: Slots = registered;
const listeners = new Set<() => void>();

function update(changes: Partial<Slots>) {
    current = {...current, ...changes};
    listeners.forEach((listener) => listener());
}

/** What plugins have registered, now. */
export const slots = () => current;

export function useSlots(): Slots {
    return useSyncExternalStore((listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
    }, slots);
}

let counter = 0;
const newId = () => `registered${++counter}`;

function element(it: Anything): ReactNode {
    return it && typeof it !== 'string' && !isValidElement(it) ? createElement(it as ComponentType) : it as ReactNode;
}

/** Mattermost's registry takes positional arguments or one object with their names. */
function args<T extends object>(names: Array<keyof T & string>, given: unknown[]): T {
    const [first] = given;
    const named = given.length === 1 && typeof first === 'object' && first !== null && !isValidElement(first) && names.some((name) => name in first);
    return (named ? first : Object.fromEntries(names.map((name, index) => [name, given[index]]))) as T;
}

function makeRegistry(pluginId: string) {
    const add = <K extends keyof Slots>(slot: K, it: Omit<Slots[K][number], 'id' | 'pluginId'>): string => {
        const id = newId();
        update({[slot]: [...current[slot], {...it, id, pluginId}]});
        return id;
    };
    const known = {
        supports: {globalAppBar: true, globalRhs: true},
        registerReducer: (...given: unknown[]) => reducerRegistry.register(`plugins-${pluginId}`, args<{reducer: never}>(['reducer'], given).reducer),
        registerTranslations: (...given: unknown[]) => add('translations', {it: args<{getTranslationsForLocale: never}>(['getTranslationsForLocale'], given).getTranslationsForLocale}),
        registerRootComponent: (...given: unknown[]) => add('roots', {it: args<{component: ComponentType}>(['component'], given).component}),
        registerGlobalComponent: (...given: unknown[]) => add('globals', {it: args<{component: ComponentType}>(['component'], given).component}),
        registerRightHandSidebarComponent: (...given: unknown[]) => {
            const {component, title} = args<{component: ComponentType; title: Anything}>(['component', 'title'], given);
            const id = add('panels', {it: {component, title: element(title)}});
            return {id, showRHSPlugin: showRHSPlugin(id), hideRHSPlugin: hideRHSPlugin(id), toggleRHSPlugin: toggleRHSPlugin(id)};
        },
        registerCallButtonAction: (...given: unknown[]) => {
            const {button, dropdownButton, action, icon, dropdownText} = args<{button: Anything; dropdownButton: Anything; action: Action; icon: Anything; dropdownText: Anything}>(['button', 'dropdownButton', 'action', 'icon', 'dropdownText'], given);
            return add('callButtons', {button: element(button), dropdownButton: element(dropdownButton), action, icon: element(icon), dropdownText: element(dropdownText)});
        },
        registerChannelHeaderButtonAction: (...given: unknown[]) => {
            const {icon, action, dropdownText, tooltipText} = args<{icon: Anything; action: Action; dropdownText: Anything; tooltipText: Anything}>(['icon', 'action', 'dropdownText', 'tooltipText'], given);
            return add('headerButtons', {icon: element(icon), action, dropdownText: element(dropdownText), tooltip: element(tooltipText ?? dropdownText)});
        },
        registerChannelHeaderMenuAction: (...given: unknown[]) => {
            const {text, action, shouldRender = () => true} = args<{text: Anything; action: never; shouldRender?: (state: GlobalState) => boolean}>(['text', 'action', 'shouldRender'], given);
            return add('headerMenu', {it: {text: element(text), action, shouldRender}});
        },
        registerAppBarComponent: (...given: unknown[]) => {
            const {iconUrl, action, tooltipText} = args<{iconUrl: string; action: Action; tooltipText: Anything}>(['iconUrl', 'action', 'tooltipText'], given);
            return add('appBar', {iconUrl, action, tooltip: element(tooltipText)});
        },
        registerPostTypeComponent: (...given: unknown[]) => add('postTypes', {it: args<{type: string; component: never}>(['type', 'component'], given)}),
        registerPostDropdownMenuAction: (...given: unknown[]) => {
            const {text, action, filter = () => true} = args<{text: Anything; action: never; filter?: () => boolean}>(['text', 'action', 'filter'], given);
            return add('postMenu', {it: {text: element(text), action, filter}});
        },
        registerPopoverUserActionsComponent: (...given: unknown[]) => add('popoverActions', {it: args<{component: never}>(['component'], given).component}),
        registerSlashCommandWillBePostedHook: (...given: unknown[]) => add('commandHooks', {it: args<{hook: never}>(['hook'], given).hook}),
        registerUserSettings: (...given: unknown[]) => {
            const {setting} = args<{setting: UserSettings}>(['setting'], given);
            update({userSettings: current.userSettings.filter((other) => other.pluginId !== pluginId)});
            add('userSettings', {it: {...setting, id: pluginId}});
        },
        registerWebSocketEventHandler: (...given: unknown[]) => {
            const it = args<{event: string; handler: never}>(['event', 'handler'], given);
            update({events: current.events.filter((other) => other.pluginId !== pluginId || other.it.event !== it.event)});
            add('events', {it});
        },
        unregisterWebSocketEventHandler: (...given: unknown[]) => {
            const {event} = args<{event: string}>(['event'], given);
            update({events: current.events.filter((other) => other.pluginId !== pluginId || other.it.event !== event)});
        },
        registerAdminConsoleCustomSetting: (...given: unknown[]) => {
            add('adminSettings', {it: args<Slots['adminSettings'][number]['it']>(['key', 'component', 'options'], given)});
        },
        registerReconnectHandler: (...given: unknown[]) => add('reconnects', {it: args<{handler: () => void}>(['handler'], given).handler}),
        unregisterComponent: (id: string) => forget((entry) => entry.id === id),
        unregisterPostTypeComponent: (id: string) => forget((entry) => entry.id === id),
    };

    // Whatever else a plugin registers has no place on this page; the tests hear of it.
    const missing = (name: string) => () => {
        console.error(`this page has no ${name}`); // eslint-disable-line no-console
        return newId();
    };
    return new Proxy<Record<string, unknown>>(known, {get: (target, name: string) => target[name] ?? (/^(un)?register/.test(name) ? missing(name) : undefined)});
}

function forget(gone: (entry: {id: string; pluginId: string}) => boolean) {
    update(Object.fromEntries(Object.entries(current).map(([slot, entries]) => [slot, (entries as Button[]).filter((entry) => !gone(entry))])));
}

interface Plugin {
    initialize?(registry: unknown, store: unknown): void;
    uninitialize?(): void;
}

const loaded = new Map<string, {bundlePath: string; plugin?: Plugin}>();

/** Called by the plugins' bundles. */
export function registerPlugin(id: string, plugin: Plugin) {
    const entry = loaded.get(id);
    entry?.plugin?.uninitialize?.();
    loaded.set(id, {bundlePath: entry?.bundlePath ?? '', plugin});
}

/** Brings the page in line with the plugins that are enabled on the server. */
export async function loadPlugins() {
    const manifests = await Client4.getWebappPlugins();
    for (const id of loaded.keys()) {
        if (!manifests.some((manifest) => manifest.id === id)) {
            removePlugin(id);
        }
    }
    await Promise.all(manifests.map(({id, webapp: {bundle_path: path}}) => (loaded.get(id)?.bundlePath === path ? undefined : loadPlugin(id, path))));
}

function loadPlugin(id: string, bundlePath: string): Promise<void> {
    forget((entry) => entry.pluginId === id);
    loaded.set(id, {...loaded.get(id), bundlePath});
    return new Promise((resolve, reject) => {
        const script = document.createElement('script');
        script.src = basename + bundlePath.replace('/static/', bundlePath.includes('/static/plugins/') ? '/static/' : '/static/plugins/');
        script.onload = () => {
            loaded.get(id)?.plugin?.initialize?.(makeRegistry(id), store);
            resolve();
        };
        script.onerror = () => reject(new Error(`the web bundle of plugin ${id} did not load`));
        document.head.append(script);
    });
}

function removePlugin(id: string) {
    loaded.get(id)?.plugin?.uninitialize?.();
    loaded.delete(id);
    forget((entry) => entry.pluginId === id);
}
