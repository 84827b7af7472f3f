import type {Store} from 'redux';

import type {GlobalState} from '@mattermost/types/store';

import type {StartRequest} from '../calls/types';
import type {CommandArgs, CommandHook} from '../host/registry';
import {currentChannelId} from '../host/state';
import type {Plans} from '../plans/plans';
import type {StartDialogs} from '../start_dialog/start_dialogs';

/**
 * Opens the dialogs for `/whereby … --ask` and `/whereby schedule`, and the panel for
 * `/whereby history`. Everything else is the server's, also what it is to complain about.
 */
export function createSlashHook(dialogs: Pick<StartDialogs, 'open'>, plans: Pick<Plans, 'open' | 'showPanel'>, store: Store<GlobalState>): CommandHook {
    return (message, args) => {
        // The panel is that of the channel beside it.
        if (/^\/whereby\s+history$/i.test(message.trim()) && args.channel_id === currentChannelId(store.getState())) {
            plans.showPanel();
            return {};
        }

        // The dialog that plans does so for the channel; the server's knows threads too.
        if (PLAN.test(message) && !args.root_id) {
            requestAnimationFrame(() => void plans.open(args.channel_id));
            return {};
        }
        const draft = asked(message, args);
        if (!draft) {
            return {message, args};
        }

        // Mattermost puts the focus back into the message box when it is done with the command.
        requestAnimationFrame(() => void dialogs.open(draft));
        return {};
    };
}

const PLAN = /^\s*\/whereby\s+schedule(?:\s+(?:--|—|–)ask)?\s*$/i;

const FLAGS: Record<string, Partial<StartRequest>> = {
    ask: {},
    audio: {audio_only: true},
    captions: {captions: true},
    large: {large: true},
    locked: {locked: true},
    new: {new: true},
    record: {record: true},
    stream: {stream: true},
    transcribe: {transcribe: true},
};

// The server's grammar, as far as a start is concerned: server/command/grammar.go.
function asked(message: string, {channel_id, root_id}: CommandArgs): StartRequest | undefined {
    const [, text] = /^\/whereby\s+(.*)$/is.exec(message.trim()) ?? [];
    const words = (text ?? '').split(/\s+/);
    const flags = words.map(flagName).filter((name) => name !== undefined);
    if (!flags.includes('ask') || !flags.every((name) => name in FLAGS)) {
        return undefined;
    }
    const rest = words.filter((word) => flagName(word) === undefined);
    const verb = rest[0]?.toLowerCase();
    if (verb === 'invite') {
        return undefined;
    }
    if (verb === 'start') {
        rest.shift();
    }
    const length = minutesIn(rest.at(-1) ?? '');
    if (length) {
        rest.pop();
    }
    return {
        channel_id,
        ...(root_id && {root_id}),
        ...Object.assign({}, ...flags.map((name) => FLAGS[name])) as Partial<StartRequest>,
        ...(length && {duration_minutes: length}),
        topic: unquoted(rest.join(' ')),
    };
}

// Phones make one long dash of two hyphens.
const flagName = (word: string) => /^(?:--|—|–)(.+)$/.exec(word)?.[1]?.toLowerCase();

function minutesIn(word: string): number | undefined {
    const [whole, hours, minutes] = /^(?:(\d+(?:\.\d+)?)(?:h|hrs?|hours?))?(?:(\d+)(?:m|mins?|minutes?))?$/i.exec(word) ?? [];
    const sum = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
    return whole && sum >= 1 && Number.isInteger(sum) ? sum : undefined;
}

const unquoted = (topic: string) => /^["“„«](.*)["”“»]$/.exec(topic)?.[1] ?? topic;
