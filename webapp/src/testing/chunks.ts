import {configure} from '@testing-library/react';
import {vi} from 'vitest';

// A chunk's sources are compiled when a test first asks for them, which takes a busy machine a while.
configure({asyncUtilTimeout: 4000});

// Tests have the chunks' sources in the place of what build.mjs makes of them.
vi.mock('../chunks/import_module', () => ({
    importModule: (url: string) => {
        const [folder = ''] = (url.split('/').at(-1) ?? '').split('?');
        return import(`../${folder}/chunk.tsx`);
    },
}));
