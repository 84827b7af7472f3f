// Bundles the web side into dist/main.js: a classic script that Mattermost
// loads with a <script> tag. `--watch` keeps building while files change.
import {readFile} from 'node:fs/promises';
import {gzipSync} from 'node:zlib';

import esbuild from 'esbuild';

// Libraries that Mattermost's web client puts on window for its plugins.
// Source: webapp/channels/src/plugins/export.ts in mattermost/mattermost.
const PROVIDED = {
    react: 'React',
    'react-dom': 'ReactDOM',
    'react-intl': 'ReactIntl',
    redux: 'Redux',
    'react-redux': 'ReactRedux',
};

const providedByHost = {
    name: 'provided-by-host',
    setup(build) {
        const names = new RegExp(`^(${Object.keys(PROVIDED).join('|')})$`);
        build.onResolve({filter: names}, ({path}) => ({path, namespace: 'host'}));
        build.onLoad({filter: /.*/, namespace: 'host'}, ({path}) => ({
            contents: `module.exports = window.${PROVIDED[path]};`,
        }));
    },
};

// A style sheet imported with ?inline becomes a minified string.
const inlineStyles = {
    name: 'inline-styles',
    setup(build) {
        build.onResolve({filter: /\.css\?inline$/}, ({path, resolveDir}) => ({
            path: new URL(path.replace('?inline', ''), `file://${resolveDir}/`).pathname,
            namespace: 'inline-css',
        }));
        build.onLoad({filter: /.*/, namespace: 'inline-css'}, async ({path}) => {
            const {code} = await esbuild.transform(await readFile(path, 'utf8'), {loader: 'css', minify: true});
            return {contents: code, loader: 'text', watchFiles: [path]};
        });
    },
};

const options = {
    entryPoints: ['src/index.ts'],
    outfile: 'dist/main.js',
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['es2022'],
    charset: 'utf8',
    jsx: 'transform',
    legalComments: 'none',
    plugins: [providedByHost, inlineStyles],
    logLevel: 'warning',
};

if (process.argv.includes('--watch')) {
    const context = await esbuild.context({...options, minify: false, logLevel: 'info'});
    await context.watch();
} else {
    await esbuild.build(options);
    const code = await readFile(options.outfile);
    const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
    console.log(`${options.outfile}: ${kilobytes(code.length)} kB, ${kilobytes(gzipSync(code).length)} kB gzip`);
}
