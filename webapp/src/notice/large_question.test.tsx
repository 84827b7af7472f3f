import {cleanup, fireEvent, screen, waitFor} from '@testing-library/react';
import {afterEach, expect, test} from 'vitest';

import {aCall, CHANNEL, click, MattermostClient, mattermostState, serve} from '../testing/mattermost';

const QUESTION = 'This posts the call to 214 people in Town Square. Start it?';

afterEach(cleanup);

async function pressInLargeChannel() {
    const answers = [{status: 409, body: {error: {code: 'large_channel', message: 'Many people.'}, members: 214}}, {status: 201, body: aCall()}];
    const server = serve({
        [`GET calls?channel_id=${CHANNEL}`]: {body: {calls: []}},
        'POST calls': () => answers.shift() ?? {body: {}},
    });
    const state = mattermostState();
    Object.assign(state.channels.channels[CHANNEL], {display_name: 'Town Square'});
    new MattermostClient(state).show();
    const button = screen.getByRole('button', {name: 'Start call'});
    button.focus();
    click(button);
    const question = await screen.findByRole('alertdialog', {name: QUESTION});
    return {server, button, question};
}

const bodies = ({handler}: ReturnType<typeof serve>) => handler.mock.calls.
    filter(([, {method}]) => method === 'POST').
    map(([, {body}]) => JSON.parse(body as string) as unknown);

test('a large channel is asked about first, and started in after a yes', async () => {
    const {server, question} = await pressInLargeChannel();
    expect(question.textContent).toContain(QUESTION);
    expect(document.activeElement?.textContent).toBe('Cancel');
    expect(bodies(server)).toEqual([{channel_id: CHANNEL, ask: true}]);

    click(question.querySelector('.whereby-button-primary') as HTMLElement);
    await screen.findByRole('button', {name: 'Join call'});
    expect(bodies(server)[1]).toEqual({channel_id: CHANNEL});
    expect(screen.queryByRole('alertdialog')).toBeNull();
});

test('nothing is started after a no, and the focus is back', async () => {
    const {server, button, question} = await pressInLargeChannel();
    fireEvent.keyDown(question, {key: 'Escape'});
    await waitFor(() => {
        expect(screen.queryByRole('alertdialog')).toBeNull();
    });
    expect(document.activeElement).toBe(button);
    expect(bodies(server)).toHaveLength(1);
});
