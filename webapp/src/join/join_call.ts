import {openCall} from './open_call';
import type {ApiClient} from '../calls/client';
import type {CallLoader} from '../calls/loader';
import type {Notices} from '../notice/notices';
import {problem} from '../notice/problem';

interface Needs {
    client: ApiClient;
    loader: CallLoader;
    notices: Notices;
}

/** Joins a call from where there is no card; to be called right in the handler of a click. */
export type Join = (callId: string) => Promise<void>;

/** Makes a Join that tells of what went wrong in a notice. */
export function createJoin({client, loader, notices}: Needs): Join {
    return async (callId) => {
        notices.dismiss();
        try {
            const blocked = await openCall(() => client.join(callId));
            if (blocked) {
                notices.show({kind: 'blocked', url: blocked.url});
            }
        } catch (error) {
            notices.show(problem(error));
            void loader.refresh(callId);
        }
    };
}
