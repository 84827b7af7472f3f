import type {Settings, StartRequest, Switches, Template} from '../calls/types';

/** What the dialog lets one choose beside the topic. */
export interface Choice extends Switches {

    /** Name of a template, or empty. */
    template: string;
    duration_minutes: number;
}

/** The switches under "More". */
export const MORE = ['viewers', 'large', 'transcribe', 'captions', 'stream'] as const;

const SWITCHES = ['audio_only', 'locked', 'record', ...MORE] as const;

/** The choice to begin with: of what is known already, the last choice and the settings, the first that tells. */
export function firstChoice(draft: StartRequest, settings: Settings, last: string | undefined): Choice {
    const remembered = read(last);
    return allowed({
        template: known(settings, remembered.template),
        duration_minutes: draft.duration_minutes ?? remembered.duration_minutes ?? settings.default_duration_minutes,
        ...switches((name) => draft[name] ?? remembered[name] ?? byDefault(name, settings)),
    }, settings);
}

/** The choice with what a template sets; what that leaves open is up to the settings. */
export function withTemplate(choice: Choice, name: string, settings: Settings): Choice {
    const template = templateOf(name, settings);
    if (!template) {
        return {...choice, template: ''};
    }
    return allowed({
        template: name,
        duration_minutes: template.duration_minutes || settings.default_duration_minutes,
        ...switches((it) => template[it] ?? byDefault(it, settings)),
    }, settings);
}

/** The template of that name. */
export function templateOf(name: string, {templates}: Settings): Template | undefined {
    return templates.find((it) => it.name === name);
}

/** Whether a switch is on, by choice or because a town hall brings it along. */
export function isOn(choice: Choice, name: keyof Switches): boolean {
    return choice[name] || isFixed(choice, name);
}

/** Whether a switch cannot be turned: people who only watch need a waiting room before those who speak, and much room. */
export function isFixed({viewers}: Choice, name: keyof Switches): boolean {
    return viewers && (name === 'locked' || name === 'large');
}

/** The request for what was chosen. */
export function requestFor(draft: StartRequest, topic: string, choice: Choice): StartRequest {
    return {
        ...draft,
        template: choice.template || undefined,
        topic: topic.trim(),
        duration_minutes: choice.duration_minutes,
        ...switches((name) => isOn(choice, name)),
    };
}

function allowed(choice: Choice, settings: Settings): Choice {
    return {
        ...choice,
        duration_minutes: Math.min(choice.duration_minutes, settings.max_duration_minutes),
        ...switches((name) => choice[name] && mayChoose(name, settings)),
    };
}

/** Whether a switch is there at all. */
export function mayChoose(name: keyof Switches, settings: Settings): boolean {
    switch (name) {
    case 'record':
        return settings.may_record;
    case 'transcribe':
    case 'captions':
        return settings.may_transcribe;
    case 'stream':
        return settings.may_stream;
    default:
        return true;
    }
}

/** Whether a switch is on where nobody chose. */
export function byDefault(name: keyof Switches, settings: Settings): boolean {
    return (name === 'locked' && settings.default_locked) || (name === 'large' && settings.default_large);
}

const switches = <T>(value: (name: keyof Switches) => T) => Object.fromEntries(SWITCHES.map((name) => [name, value(name)])) as Record<keyof Switches, T>;

const known = ({templates}: Settings, name = '') => (templates.some((it) => it.name === name) ? name : '');

// The preference can be written by anybody who is logged in as the person.
function read(json: string | undefined): Partial<Choice> {
    let value: Record<string, unknown>;
    try {
        value = Object(JSON.parse(json ?? '{}')) as Record<string, unknown>;
    } catch {
        return {};
    }
    const {template, duration_minutes: minutes} = value;
    return {
        template: typeof template === 'string' ? template : undefined,
        duration_minutes: typeof minutes === 'number' && minutes >= 1 ? Math.floor(minutes) : undefined,
        ...switches((name) => (typeof value[name] === 'boolean' ? value[name] : undefined)),
    };
}
