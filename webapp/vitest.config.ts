import {readdirSync, readFileSync} from 'node:fs';

import {defineConfig} from 'vitest/config';

// In tests, what build.mjs would build goes by the name of its source.
const namesIn = (folder: string) => readdirSync(new URL(folder, import.meta.url)).map((file) => file.replace('.json', ''));
const files = (names: string[], type = '') => JSON.stringify(Object.fromEntries(names.map((name) => [name, name + type])));

export default defineConfig({
    define: {
        CHUNK_FILES: files(namesIn('src')),
        ENGLISH: readFileSync(new URL('i18n/en.json', import.meta.url), 'utf8'),
        TRANSLATION_FILES: files(namesIn('i18n').filter((locale) => locale !== 'en'), '.json'),
    },
    esbuild: {jsx: 'transform'},
    test: {
        environment: 'jsdom',
        environmentOptions: {jsdom: {url: 'https://mattermost.example.com/team/channels/town-square'}},
        restoreMocks: true,
        setupFiles: ['src/testing/chunks.ts'],
        testTimeout: 15_000,
        unstubGlobals: true,
    },
});
