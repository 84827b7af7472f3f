import {cleanup, fireEvent} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import {allowWindows, aMissed, anotherRing, aRing, button, FakeAudio, missed, NOW, passTime, rung, show, stubLocks} from './testing';
import type {Ring} from '../calls/types';
import {click, mattermostState, ME} from '../testing/mattermost';

beforeEach(() => {
    vi.useFakeTimers({now: NOW, shouldAdvanceTime: true});
});

afterEach(() => {
    cleanup();
    vi.useRealTimers();
});

describe('the sound', () => {
    let audio: FakeAudio[];

    beforeEach(() => {
        audio = FakeAudio.stub();
    });

    afterEach(() => {
        Reflect.deleteProperty(navigator, 'userActivation');
        Reflect.deleteProperty(navigator, 'locks');
    });

    const activate = (hasBeenActive: boolean) => {
        const known = (navigator as {userActivation?: object}).userActivation ?? {};
        Object.assign(navigator, {userActivation: Object.assign(known, {hasBeenActive})});
    };

    test('is heard while it rings, and stops at once', async () => {
        activate(true);
        const {client} = await show();
        client.ring(aRing());
        await passTime(0);
        expect(audio.map(({state}) => state)).toEqual(['running']);
        expect(audio[0]?.loudest()).toBeGreaterThan(0.05);
        click(button('Decline'));
        await passTime(0);
        expect(audio.map(({state}) => state)).toEqual(['closed']);
    });

    test('stops as soon as somebody wants to join', async () => {
        activate(true);
        allowWindows();
        const {client} = await show({routes: {'GET calls/call1/join': () => new Promise<never>(() => undefined)}});
        client.ring(aRing());
        await passTime(0);
        click(button('Join'));
        await passTime(0);
        expect(rung()).toHaveLength(1);
        expect(audio.map(({state}) => state)).toEqual(['closed']);
    });

    test('is one sound for two rings, until both are over', async () => {
        activate(true);
        const {client} = await show();
        client.ring(aRing());
        client.ring(anotherRing);
        client.ring(aRing({over: true}));
        await passTime(0);
        expect(audio.map(({state}) => state)).toEqual(['running']);
        client.ring({...anotherRing, over: true});
        await passTime(0);
        expect(audio.map(({state}) => state)).toEqual(['closed']);
    });

    test('waits for the first interaction with the page', async () => {
        activate(false);
        const {client} = await show();
        client.ring(aRing());
        await passTime(1000);
        expect(audio).toEqual([]);
        activate(true);
        fireEvent.pointerDown(document.body);
        await passTime(0);
        expect(audio.map(({state}) => state)).toEqual(['running']);
    });

    test('does not start when the first interaction comes after the ringing', async () => {
        activate(false);
        const {client} = await show();
        client.ring(aRing());
        client.ring(aRing({over: true}));
        activate(true);
        fireEvent.keyDown(document.body, {key: 'a'});
        await passTime(0);
        expect(audio).toEqual([]);
    });

    test.each<[string, Partial<Ring>, string]>([
        ['a ring that the server wants quiet', {quiet: true}, 'online'],
        ['somebody who does not want to be disturbed', {}, 'dnd'],
        ['somebody out of office', {}, 'ooo'],
    ])('is not for %s; the notice is', async (_whom, ring, status) => {
        activate(true);
        const state = mattermostState();
        state.users.statuses[ME] = status;
        const {client} = await show({state});
        client.ring(aRing(ring));
        await passTime(0);
        expect(rung()).toHaveLength(1);
        expect(audio).toEqual([]);
    });

    test('is not for missed calls', async () => {
        activate(true);
        await show({rings: [aMissed(1)]});
        expect(missed()).toHaveLength(1);
        expect(audio).toEqual([]);
    });

    test('is heard from one tab only, then from the next', async () => {
        activate(true);
        const otherTab = stubLocks();
        const {client} = await show();
        client.ring(aRing());
        await passTime(0);
        expect(rung()).toHaveLength(1);
        expect(audio).toEqual([]);
        otherTab.close();
        await passTime(0);
        expect(audio.map(({state}) => state)).toEqual(['running']);
    });
});
