import {cleanup, fireEvent, screen} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import {join, openWindow, prepare} from '../testing/call_window';
import {aCall, click} from '../testing/mattermost';

beforeEach(prepare);
afterEach(cleanup);

describe('the place of the window', () => {
    const at = (root: HTMLElement) => [root.style.left, root.style.top, root.style.width, root.style.height].map(parseFloat);

    test('is bottom right at first, and moves and grows by keys', async () => {
        const {root, within: inWindow} = await openWindow();
        expect(at(root)).toEqual([728, 344, 480, 320]);
        const handle = inWindow.getByRole('button', {name: /^Move with the arrow keys/});
        fireEvent.keyDown(handle, {key: 'ArrowLeft'});
        fireEvent.keyDown(handle, {key: 'ArrowUp'});
        expect(at(root)).toEqual([712, 328, 480, 320]);
        fireEvent.keyDown(handle, {key: 'ArrowRight', shiftKey: true});
        expect(at(root)).toEqual([712, 328, 496, 320]);
    });

    test('follows the pointer, is kept inside the page, and remembered', async () => {
        const {root, client, within: inWindow} = await openWindow();
        const pull = (element: Element, x: number, y: number) => {
            fireEvent(element, new MouseEvent('pointerdown', {bubbles: true, clientX: 100, clientY: 100}));
            fireEvent(window, new MouseEvent('pointermove', {clientX: 100 + x, clientY: 100 + y}));
            fireEvent(window, new MouseEvent('pointerup'));
            fireEvent(window, new MouseEvent('pointermove', {clientX: 0, clientY: 0}));
        };
        pull(inWindow.getByRole('heading', {name: 'team-standup'}), -100, -5000);
        expect(at(root)).toEqual([628, 0, 480, 320]);
        pull(root.querySelector('.whereby-window-edge-sw') as Element, -28, 80);
        expect(at(root)).toEqual([600, 0, 508, 400]);

        vi.stubGlobal('innerWidth', 900);
        fireEvent(window, new Event('resize'));
        expect(at(root)).toEqual([392, 0, 508, 400]);
        vi.stubGlobal('innerWidth', 1280);
        fireEvent(window, new Event('resize'));
        expect(at(root)).toEqual([600, 0, 508, 400]);

        client.event(aCall({state: 'ended', revision: 2}));
        click(inWindow.getByRole('button', {name: 'Leave the call'}));
        click(join('retro'));
        expect(at(await screen.findByRole('dialog', {name: 'Call: retro'}))).toEqual([600, 0, 508, 400]);
    });

    test('is the message box\'s upper edge when minimised', async () => {
        const {root, within: inWindow} = await openWindow();
        const box = document.createElement('div');
        box.id = 'post-create';
        box.getBoundingClientRect = () => new DOMRect(240, 700, 600, 90);
        document.body.append(box);
        click(inWindow.getByRole('button', {name: 'Minimize'}));
        expect([root.style.left, root.style.bottom]).toEqual(['240px', '100px']);
        box.remove();
    });
});
