import {beforeEach, describe, expect, test, vi} from 'vitest';

import {chunk, ChunkError} from './chunk';
import {importModule} from './import_module';

vi.mock('./import_module');
const imported = vi.mocked(importModule);

beforeEach(() => {
    imported.mockReset();
});

describe('a chunk', () => {
    test('is fetched once, when first used, from where Mattermost serves it', async () => {
        vi.stubGlobal('basename', '/chat');
        imported.mockResolvedValue({default: 'the window'});
        const load = chunk('call_window');
        expect(imported).not.toHaveBeenCalled();
        expect(await Promise.all([load(), load()])).toEqual(['the window', 'the window']);
        expect(imported.mock.calls).toEqual([['/chat/static/plugins/whereby/call_window']]);
    });

    test('that failed is fetched again at the next use, past the browser\'s memory of the failure', async () => {
        imported.mockRejectedValueOnce(new TypeError('offline')).mockResolvedValueOnce({default: 'the window'});
        const load = chunk('call_window');
        await expect(load()).rejects.toThrow(ChunkError);
        expect(await load()).toBe('the window');
        expect(await load()).toBe('the window');
        expect(imported.mock.calls).toEqual([['/static/plugins/whereby/call_window'], ['/static/plugins/whereby/call_window?1']]);
    });
});
