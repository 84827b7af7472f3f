import {screen, within} from '@testing-library/react';

import {aCall, aPost, CHANNEL, MattermostClient, mattermostState, serve} from './mattermost';
import type {Answer, Routes} from './mattermost';
import type {Call} from '../calls/types';

/** The request for a channel's calls, and its answer. */
export const LIST = `GET calls?channel_id=${CHANNEL}`;
export const listing = (...calls: Call[]): Answer => ({body: {calls, next_cursor: ''}});

interface Shown {
    state?: ReturnType<typeof mattermostState>;
    routes?: Routes;
    locale?: string;
}

/** showCard renders a call's post as Mattermost does; card is what is within it. */
export async function showCard(call: Partial<Call> = {}, {state = mattermostState(), routes = {}, locale = 'en'}: Shown = {}) {
    const server = serve({[LIST]: listing(aCall(call)), ...routes});
    const client = new MattermostClient(state);
    client.show([aPost()], locale);
    const card = within(await screen.findByRole('region'));
    return {server, client, card};
}
