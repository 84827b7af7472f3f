import type {SettingProps} from '../host/registry';

/** Whether a stored value is not shown; 11.1 masks settings that it does not know. */
export function isMasked(value: unknown): boolean {
    return typeof value === 'string' && /^\*+$/.test(value);
}

/**
 * The list that a setting holds, which may be there as JSON in a text.
 * Undefined when nothing is set, or nothing that can be read.
 */
export function storedList(value: unknown): object[] | undefined {
    const list = typeof value === 'string' ? parsed(value) : value;
    return Array.isArray(list) ? list.filter((item): item is object => typeof item === 'object' && item !== null) : undefined;
}

/** Another of the plugin's settings, as it was when the page was loaded or last saved. */
export function savedSetting(config: SettingProps['config'], key: string): unknown {
    return config?.PluginSettings?.Plugins?.whereby?.[key];
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}
