import {describe, expect, test, vi} from 'vitest';

import {openCall, UnsafeLinkError} from './open_call';

const URL = 'https://example.whereby.com/room?roomKey=secret';

function aWindow() {
    return {opener: window as unknown, closed: false, close: vi.fn(), location: {replace: vi.fn()}};
}

describe('in a browser', () => {
    test('the window opens in the click itself, knows no opener and goes to the link', async () => {
        const opened = aWindow();
        const open = vi.spyOn(window, 'open').mockReturnValue(opened as unknown as Window);
        const fetchUrl = vi.fn(() => Promise.resolve(URL));
        const done = openCall(fetchUrl);
        expect(open).toHaveBeenCalledWith('about:blank', '_blank');
        expect(opened.opener).toBeNull();

        expect(await done).toBeUndefined();
        expect(opened.location.replace).toHaveBeenCalledWith(URL);
    });

    test('a blocked window gives the link back', async () => {
        vi.spyOn(window, 'open').mockReturnValue(null);
        expect(await openCall(() => Promise.resolve(URL))).toEqual({url: URL});
    });

    test('a failure closes the empty window', async () => {
        const opened = aWindow();
        vi.spyOn(window, 'open').mockReturnValue(opened as unknown as Window);
        await expect(openCall(() => Promise.reject(new Error('over')))).rejects.toThrow('over');
        expect(opened.close).toHaveBeenCalled();
    });

    test('a window that the person closed meanwhile stays closed', async () => {
        const opened = {...aWindow(), closed: true};
        vi.spyOn(window, 'open').mockReturnValue(opened as unknown as Window);
        await openCall(() => Promise.resolve(URL));
        expect(opened.location.replace).not.toHaveBeenCalled();
    });

    test.each(['javascript:alert(1)', 'data:text/html,x', 'http://example.com/room', '/plugins/whereby/x', 'http://localhost.example.com/', ''])('never goes to %s', async (url) => {
        const opened = aWindow();
        vi.spyOn(window, 'open').mockReturnValue(opened as unknown as Window);
        await expect(openCall(() => Promise.resolve(url))).rejects.toThrow(UnsafeLinkError);
        expect(opened.location.replace).not.toHaveBeenCalled();
        expect(opened.close).toHaveBeenCalled();
    });

    test.each(['http://localhost:8080/room', 'http://127.0.0.1:8080/room'])('goes to %s, a sandbox on this machine', async (url) => {
        const opened = aWindow();
        vi.spyOn(window, 'open').mockReturnValue(opened as unknown as Window);
        await openCall(() => Promise.resolve(url));
        expect(opened.location.replace).toHaveBeenCalledWith(url);
    });
});

test('in the desktop app only the link itself is opened', async () => {
    vi.stubGlobal('desktopAPI', {});
    const open = vi.spyOn(window, 'open').mockReturnValue(null);
    expect(await openCall(() => Promise.resolve(URL))).toBeUndefined();
    expect(open.mock.calls).toEqual([[URL, '_blank', 'noopener,noreferrer']]);
});
