import type {Settings, StartRequest} from '../calls/types';

/** What the dialog lets one choose beside the topic. */
export interface Choice {

    /** Name of a template, or empty. */
    template: string;
    duration_minutes: number;
    audio_only: boolean;
    locked: boolean;
    record: boolean;
}

/** The choice to begin with: of what is known already, the last choice and the settings, the first that tells. */
export function firstChoice(draft: StartRequest, settings: Settings, last: string | undefined): Choice {
    const remembered = read(last);
    const choice: Choice = {
        template: known(settings, remembered.template),
        duration_minutes: draft.duration_minutes ?? remembered.duration_minutes ?? settings.default_duration_minutes,
        audio_only: draft.audio_only ?? remembered.audio_only ?? false,
        locked: draft.locked ?? remembered.locked ?? settings.default_locked,
        record: draft.record ?? remembered.record ?? false,
    };
    return allowed(choice, settings);
}

/** The choice with what a template sets; what that leaves open is up to the settings. */
export function withTemplate(choice: Choice, name: string, settings: Settings): Choice {
    const template = settings.templates.find((it) => it.name === name);
    if (!template) {
        return {...choice, template: ''};
    }
    return allowed({
        template: name,
        duration_minutes: template.duration_minutes || settings.default_duration_minutes,
        audio_only: template.audio_only ?? false,
        locked: template.locked ?? settings.default_locked,
        record: template.record ?? false,
    }, settings);
}

/** The request for what was chosen. */
export function requestFor(draft: StartRequest, topic: string, choice: Choice): StartRequest {
    return {...draft, ...choice, topic: topic.trim(), template: choice.template || undefined};
}

function allowed(choice: Choice, settings: Settings): Choice {
    return {
        ...choice,
        duration_minutes: Math.min(choice.duration_minutes, settings.max_duration_minutes),
        record: choice.record && settings.may_record,
    };
}

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
    const flag = (name: keyof Choice) => (typeof value[name] === 'boolean' ? value[name] : undefined);
    return {
        template: typeof template === 'string' ? template : undefined,
        duration_minutes: typeof minutes === 'number' && minutes >= 1 ? Math.floor(minutes) : undefined,
        audio_only: flag('audio_only'),
        locked: flag('locked'),
        record: flag('record'),
    };
}
