import type {NameProblem} from '../admin_console/names';
import {freeName, nameProblem} from '../admin_console/names';

// The server's limits.
export const MAX_TEMPLATES = 50;
export const MAX_MINUTES = 7 * 24 * 60;
const MAX_TITLE = 64;
const MAX_NOTIFIED = 10;

/** Names of users and groups, and the words for a whole channel. */
const NOTIFIED = /^[a-z0-9._-]{1,64}$/;

/** Something that a template turns on or off, or leaves to the settings. */
export type Choice = 'audio_only' | 'locked' | 'large' | 'viewers' | 'record' | 'transcribe' | 'captions' | 'stream';

/** A template as the settings hold it. */
export interface Template extends Partial<Record<Choice, boolean>> {

    /** What is typed behind /whereby. */
    name: string;

    /** The pattern of the topic. */
    title: string;

    /** Whether it has a command of its own. */
    command?: boolean;
    duration_minutes?: number;
    priority?: '' | 'important' | 'urgent';
    notify?: string[];

    /** Id of another channel in which the call is posted too. */
    post_to?: string;
    reminder_minutes?: number;

    /** Name of a brand, or none; left out for the default one. */
    brand?: string;

    /** Whether it may be used outside working hours. */
    always?: boolean;
}

/** What is wrong with a template, by its fields. */
export interface TemplateProblems {
    name?: NameProblem;
    title?: boolean;
    duration_minutes?: boolean;
    notify?: {kind: 'many'} | {kind: 'name'; name: string};
    reminder_minutes?: boolean;
}

/** Looks at one of the templates. */
export function problemsOf(template: Template, templates: Template[]): TemplateProblems {
    const {name, title, duration_minutes: length = 0, reminder_minutes: reminder = 0, notify = []} = template;
    const stranger = notify.find((who) => !NOTIFIED.test(who));
    const problems: TemplateProblems = {
        name: nameProblem(name, templates.map((other) => other.name)),
        title: Array.from(title).length > MAX_TITLE || undefined,
        duration_minutes: !isMinutes(length) || undefined,
        reminder_minutes: !isMinutes(reminder) || undefined,
    };
    if (notify.length > MAX_NOTIFIED) {
        problems.notify = {kind: 'many'};
    } else if (stranger !== undefined) {
        problems.notify = {kind: 'name', name: stranger};
    }
    return problems;
}

/** Whether something is wrong with a template. */
export function isBad(template: Template, templates: Template[]): boolean {
    return Object.values(problemsOf(template, templates)).some((problem) => problem !== undefined);
}

/** A template to begin with. */
export function newTemplate(templates: Template[]): Template {
    return {name: freeName('call', templates.map(({name}) => name)), title: ''};
}

/** The same under a free name. */
export function copyOf(template: Template, templates: Template[]): Template {
    return {...template, name: freeName(template.name || 'call', templates.map(({name}) => name))};
}

/** Whom a text names: words between spaces or commas, with or without an @. */
export function notifiedIn(text: string): string[] {
    const words = text.toLowerCase().split(/[\s,]+/).map((word) => word.replace(/^@/, ''));
    return [...new Set(words.filter(Boolean))];
}

/** What the placeholders of a topic stand for. */
export interface TopicValues {
    topic: string;
    channel: string;
    name: string;
    date: string;
}

/** The topic that a pattern gives. One without {topic} is for calls that have none. */
export function topicOf(pattern: string, values: TopicValues): string {
    if (!pattern || (values.topic && !pattern.includes('{topic}'))) {
        return values.topic;
    }
    return pattern.replace(/\{(topic|channel|name|date)\}/g, (_all, name: keyof TopicValues) => values[name]).replace(/\s+/g, ' ').trim();
}

function isMinutes(minutes: number): boolean {
    return Number.isInteger(minutes) && minutes >= 0 && minutes <= MAX_MINUTES;
}
