import {defineConfig} from 'vitest/config';

export default defineConfig({
    esbuild: {jsx: 'transform'},
    test: {
        environment: 'jsdom',
        environmentOptions: {jsdom: {url: 'https://mattermost.example.com/team/channels/town-square'}},
        restoreMocks: true,
        unstubGlobals: true,
    },
});
