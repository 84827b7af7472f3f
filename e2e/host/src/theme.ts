import {Preferences} from 'mattermost-redux/constants';
import {getTheme} from 'mattermost-redux/selectors/entities/preferences';
import {useEffect} from 'react';
import {useSelector} from 'react-redux';

const STORED = 'host_theme';

// ?theme=dark or ?theme=light wins over the user's own theme, and stays.
const asked = new URLSearchParams(window.location.search).get('theme');
if (asked) {
    window.localStorage.setItem(STORED, asked);
}
const forced = {dark: Preferences.THEMES.onyx, light: Preferences.THEMES.denim}[window.localStorage.getItem(STORED) ?? ''];

/** Sets the style variables of Mattermost's themes on the page. */
export function useTheme() {
    const own = useSelector(getTheme);
    const theme = forced ?? own;
    useEffect(() => {
        for (const [name, color] of Object.entries(theme)) {
            if (typeof color !== 'string' || !/^#[0-9a-f]{6}$/i.test(color)) {
                continue;
            }
            const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
            const channels = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
            const {style} = document.documentElement;
            style.setProperty(`--${kebab}`, color);
            style.setProperty(`--${kebab}-rgb`, channels.join(', '));
            if (name === 'errorTextColor') {
                style.setProperty('--error-text', color);
            }
        }
        document.documentElement.style.colorScheme = isDark(theme.centerChannelBg) ? 'dark' : 'light';
    }, [theme]);
    return theme;
}

function isDark(color: string): boolean {
    return [1, 3, 5].every((at) => parseInt(color.slice(at, at + 2), 16) < 128);
}
