import type {Call, StartRequest} from './types';

/** What may be forbidden, so that it is asked for only where it is wanted. */
const EXTRAS = ['record', 'transcribe', 'captions', 'stream', 'viewers'] as const;

/** The same call once more. */
export function againRequest(call: Call): StartRequest {
    const {duration_minutes, audio_only, locked, large, speakers} = call.options;
    return {
        channel_id: call.channel_id,
        root_id: call.root_id,
        topic: call.topic,
        duration_minutes,
        audio_only,
        locked,
        large,
        speakers,

        // Not that they be off, which not everybody may say of them.
        ...Object.fromEntries(EXTRAS.filter((name) => call.options[name]).map((name) => [name, true])),
        ...(call.lasting_room && {in_room: true}),
    };
}
