import type {IntlShape} from 'react-intl';

/** A running time as 12:08 or 1:02:03. */
export function clock(milliseconds: number): string {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    const shown = parts[0] === 0 ? parts.slice(1) : parts;
    return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** A length as "24 min" or "1 hr 5 min", in seconds below a minute. */
export function duration({formatNumber}: IntlShape, milliseconds: number): string {
    const inUnit = (value: number, unit: string) => formatNumber(value, {style: 'unit', unit, unitDisplay: 'short'});
    const seconds = Math.max(0, Math.round(milliseconds / 1000));
    if (seconds < 60) {
        return inUnit(seconds, 'second');
    }
    const minutes = Math.round(seconds / 60);
    const hours = Math.floor(minutes / 60);
    const parts = [hours > 0 && inUnit(hours, 'hour'), minutes % 60 > 0 && inUnit(minutes % 60, 'minute')];
    return parts.filter(Boolean).join(' ');
}
