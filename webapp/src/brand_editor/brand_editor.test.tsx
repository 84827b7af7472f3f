import {cleanup, createEvent, fireEvent, screen, waitFor, within} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import type {Brand} from './brand';
import {aPng} from './testing';
import {KEY, showSetting} from '../testing/admin_console';
import {click, serve} from '../testing/mattermost';
import type {Routes} from '../testing/mattermost';

beforeEach(() => {
    vi.stubGlobal('basename', '/chat');
});
afterEach(cleanup);

const ACME: Brand = {name: 'acme', default: true, primary: '#102030'};

async function show(value?: unknown, routes: Routes = {}) {
    const server = serve(routes);
    const setting = showSetting('Brands', {value});
    await screen.findByText('Add brand');
    return {...setting, server};
}

async function open(brand: Brand, routes: Routes = {}) {
    const shown = await show([brand], routes);
    click(screen.getByText(brand.name));
    return {...shown, preview: within(screen.getByRole('group', {name: 'Preview'}))};
}

function choose(kind: string, file: File) {
    const input = document.querySelector(`input[data-kind="${kind}"]`);
    if (!input) {
        throw new Error(`no field for ${kind}`);
    }
    fireEvent.change(input, {target: {files: [file]}});
}

const type = (field: HTMLElement, value: string) => {
    fireEvent.change(field, {target: {value}});
};

describe('the list of brands', () => {
    test('begins empty, and the first brand is the default', async () => {
        const {changed} = await show();
        screen.getByText(/There are no brands/);
        click(screen.getByText('Add brand'));
        expect(changed).toHaveBeenCalledExactlyOnceWith(`${KEY}brands`, [{name: 'brand', default: true}]);
        screen.getByText('Default');
    });

    test('has one default at most', async () => {
        const {last} = await show([ACME, {name: 'other'}]);
        click(screen.getByText('other'));
        click(screen.getByLabelText(/whose template names no brand/));
        expect(last()).toEqual([{...ACME, default: false}, {name: 'other', default: true}]);
        expect(screen.getByLabelText('Name')).toMatchObject({value: 'other'});
    });

    test('is not written over while Mattermost does not show it', async () => {
        serve({});
        showSetting('Brands', {value: '*'.repeat(32)});
        await screen.findByText(/does not show the brands/);
        expect(screen.queryByText('Add brand')).toBeNull();
    });
});

describe('a colour', () => {
    test('is typed, with or without its sign, picked, and cleared', async () => {
        const {last} = await open({name: 'acme'});
        type(screen.getByLabelText('Primary'), '1A2B3C');
        expect(last()).toEqual([{name: 'acme', primary: '#1A2B3C'}]);
        const [picker] = screen.getAllByLabelText('Pick a color');
        expect(picker).toMatchObject({value: '#1a2b3c'});
        type(picker as HTMLElement, '#ff0000');
        expect(last()).toEqual([{name: 'acme', primary: '#FF0000'}]);
        click(screen.getAllByText('Clear')[0] as HTMLElement);
        expect(last()).toEqual([{name: 'acme', primary: ''}]);
    });

    test('that is none is called so', async () => {
        await open(ACME);
        type(screen.getByLabelText('Focus'), 'blue');
        expect(screen.getByLabelText('Focus').getAttribute('aria-invalid')).toBe('true');
        screen.getByText(/Write the colour as #/);
        screen.getByText('Needs a correction');
    });

    test('shows in the preview', async () => {
        const {preview} = await open(ACME);
        const room = preview.getByRole('img', {name: 'Room'});
        expect(room.style.getPropertyValue('--whereby-primary')).toBe('#102030');
        expect(room.style.getPropertyValue('--whereby-on-primary')).toBe('#fff');
        type(screen.getByLabelText('Primary'), '#FFFFFF');
        expect(room.style.getPropertyValue('--whereby-on-primary')).toBe('#000');
    });
});

describe('an image', () => {
    const taken: Routes = {
        'POST admin/images?kind=logo': {status: 201, body: {id: 'logo1', width: 400, height: 100, bytes: 100}},
        'POST admin/images?kind=room_background': {status: 201, body: {id: 'room1', width: 1400, height: 900, bytes: 100}},
    };

    test('is handed to the server and shown', async () => {
        const {last, server, preview} = await open({name: 'acme'}, taken);
        const file = aPng(400, 100);
        choose('logo', file);
        choose('room_background', aPng(1400, 900));
        type(screen.getByLabelText('Primary'), '#102030');
        await waitFor(() => {
            expect(last()).toEqual([{name: 'acme', primary: '#102030', logo: 'logo1', room_background: 'room1'}]);
        });
        const [path, init] = server.handler.mock.calls.find(([called]) => called.includes('admin/images')) ?? [];
        expect(path).toBe('/chat/plugins/whereby/api/v1/admin/images?kind=logo');
        expect(init?.body).toBe(file);
        expect(init?.headers).toMatchObject({'Content-Type': 'image/png', 'X-Requested-With': 'XMLHttpRequest'});
        expect(document.querySelector('.whereby-image-logo img')?.getAttribute('src')).toBe('/chat/plugins/whereby/api/v1/admin/images/logo1');
        expect(preview.getByRole('img', {name: 'Room'}).style.backgroundImage).toContain('/admin/images/room1');
        click(screen.getAllByText('Remove')[0] as HTMLElement);
        expect(last()).toEqual([{name: 'acme', primary: '#102030', logo: '', room_background: 'room1'}]);
    });

    test('can be dropped', async () => {
        const {last} = await open({name: 'acme'}, taken);
        const [place] = document.querySelectorAll('.whereby-image');
        const drop = createEvent.drop(place as Element, {dataTransfer: {files: [aPng(400, 100)]}});
        fireEvent(place as Element, drop);
        expect(drop.defaultPrevented).toBe(true);
        await waitFor(() => {
            expect(last()).toEqual([{name: 'acme', logo: 'logo1'}]);
        });
    });

    test('that comes after the form was closed is still the brand\'s, and none comes to one that is gone', async () => {
        const {last} = await open({name: 'acme'}, taken);
        choose('logo', aPng(400, 100));
        click(screen.getByText('acme'));
        await waitFor(() => {
            expect(last()).toEqual([{name: 'acme', logo: 'logo1'}]);
        });
        click(screen.getByText('acme'));
        choose('room_background', aPng(1400, 900));
        click(screen.getByLabelText('Delete acme'));
        await new Promise((resolve) => {
            setTimeout(resolve, 50);
        });
        expect(last()).toEqual([]);
    });

    test.each([
        [new File(['GIF89a'], 'a.png'), /no PNG image/],
        [aPng(100, 100), /at least 400 pixels wide/],
        [aPng(400, 5001), /5000 by 5000 pixels/],
        [aPng(400, 100, 600_001), /600 kB at most\.$/],
    ])('that Whereby would not take is not sent', async (file, problem) => {
        const {server, changed} = await open(ACME);
        choose('logo', file);
        await screen.findByText(problem, {selector: '[role=alert]'});
        expect(server.requests('POST')).toEqual([]);
        expect(changed).not.toHaveBeenCalled();
    });

    test.each([
        [{status: 400, body: {error: {code: 'bad_image', message: 'The image is cut off.'}}}, 'The image is cut off.'],
        [{status: 500, body: 'oops'}, /did not answer/],
    ])('that the server does not take is said so', async (answer, problem) => {
        const {changed} = await open(ACME, {'POST admin/images?kind=logo': answer});
        choose('logo', aPng(400, 100));
        await screen.findByText(problem);
        expect(changed).not.toHaveBeenCalled();
    });
});
