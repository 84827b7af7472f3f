import {vi} from 'vitest';

// Tests have the chunks' sources in the place of what build.mjs makes of them.
vi.mock('../chunks/import_module', () => ({
    importModule: (url: string) => {
        const [folder = ''] = (url.split('/').at(-1) ?? '').split('?');
        return import(`../${folder}/chunk.tsx`);
    },
}));
