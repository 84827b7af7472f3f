// Bundles the web side into dist: main.js, a classic script that Mattermost loads
// with a <script> tag, and what main.js fetches when first used: a module for each
// src/*/chunk.tsx, and each translation. Browsers keep those for long, so that
// their names tell what is in them. bundled.json names others' packages in them,
// for the notice of their licences. `--watch` keeps building while files change.
import {createHash} from 'node:crypto';
import {watch} from 'node:fs';
import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {join} from 'node:path';
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

const require = createRequire(import.meta.url);

const providedByHost = {
    name: 'provided-by-host',
    setup(build) {
        const names = new RegExp(`^(${Object.keys(PROVIDED).join('|')})$`);
        build.onResolve({filter: names}, ({path}) => ({path, namespace: 'host'}));

        // Each name apart, so that what nobody imports is left out.
        build.onLoad({filter: /.*/, namespace: 'host'}, ({path}) => ({
            contents: [
                `const host = window.${PROVIDED[path]};`,
                'export default host;',
                ...Object.keys(require(path)).map((name) => `const _${name} = /* @__PURE__ */ (() => host.${name})(); export {_${name} as ${name}};`),
            ].join('\n'),
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

const watching = process.argv.includes('--watch');

const options = {
    bundle: true,
    write: false,
    metafile: true,
    minify: !watching,
    target: ['es2022'],
    charset: 'utf8',
    jsx: 'transform',

    // By a name of one letter, not React.createElement at each of hundreds of elements.
    jsxFactory: 'createElement',
    jsxFragment: 'Fragment',
    inject: ['src/host/jsx.ts'],
    legalComments: 'none',
    plugins: [providedByHost, inlineStyles],
    logLevel: 'warning',
};

// Folders of others' packages that went into a bundle.
const bundled = new Set();

async function bundle(entry, more) {
    const {outputFiles: [file], metafile} = await esbuild.build({...options, ...more, entryPoints: [entry]});
    if (metafile.inputs['src/i18n/english.ts'] === undefined) {
        throw new Error(`${entry} does not bring its English texts: put withTexts around what it exports`);
    }
    for (const [folder] of Object.keys(metafile.inputs).join('\n').matchAll(/^.*\bnode_modules\/(@[^/]+\/)?[^/]+/gm)) {
        bundled.add(folder);
    }
    return file.contents;
}

// The English texts that a bundle asks for by their ids.
async function textsOf(entry, more) {
    const code = new TextDecoder().decode(await bundle(entry, {...more, define: {...more.define, ENGLISH: '{}'}}));
    const all = JSON.parse(await readFile(join('i18n', 'en.json'), 'utf8'));
    return Object.fromEntries(Object.entries(all).filter(([id]) => code.includes(`"${id}"`)));
}

// Chunks bring the English texts that main.js is without.
async function chunks(inMain) {
    const entries = (await readdir('src', {recursive: true})).filter((path) => /^[^/\\]+[/\\]chunk\.tsx$/.test(path));
    return Promise.all(entries.map(async (path) => {
        const entry = join('src', path);
        const texts = Object.entries(await textsOf(entry, {format: 'esm'})).filter(([id]) => !(id in inMain));
        const contents = await bundle(entry, {format: 'esm', define: {ENGLISH: JSON.stringify(Object.fromEntries(texts))}});
        return named(path.split(/[/\\]/)[0], 'js', contents);
    }));
}

// English is in main.js and in the chunks.
async function translations() {
    const files = (await readdir('i18n')).filter((file) => file !== 'en.json');
    return Promise.all(files.map(async (file) => {
        const contents = JSON.stringify(JSON.parse(await readFile(join('i18n', file), 'utf8')));
        return named(file.replace('.json', ''), 'json', Buffer.from(contents));
    }));
}

function named(name, type, contents) {
    const hash = createHash('sha256').update(contents).digest('hex').slice(0, 10);
    return {name, file: `${name}-${hash}.${type}`, contents};
}

const fileNames = (files) => JSON.stringify(Object.fromEntries(files.map(({name, file}) => [name, file])));

async function build() {
    const english = await textsOf('src/index.ts', {format: 'iife'});
    const [code, texts] = await Promise.all([chunks(english), translations()]);
    const main = await bundle('src/index.ts', {
        format: 'iife',
        define: {CHUNK_FILES: fileNames(code), ENGLISH: JSON.stringify(english), TRANSLATION_FILES: fileNames(texts)},
    });
    const others = Buffer.from(JSON.stringify([...bundled].sort()));
    const files = [{file: 'main.js', contents: main}, ...code, ...texts, {file: 'bundled.json', contents: others}];
    await mkdir('dist', {recursive: true});
    await Promise.all(files.map(({file, contents}) => writeFile(join('dist', file), contents)));
    const kept = files.map(({file}) => file);
    const old = (await readdir('dist')).filter((file) => !kept.includes(file));
    await Promise.all(old.map((file) => rm(join('dist', file))));
    for (const {file, contents} of files) {
        const [raw, zipped] = [contents, gzipSync(contents)].map(({length}) => (length / 1000).toFixed(1));
        console.log(`dist/${file}: ${raw} kB, ${zipped} kB gzip`);
    }
}

await build();
if (watching) {
    let timer;
    const rebuild = () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
            build().catch(() => undefined); // esbuild has said it
        }, 100);
    };
    for (const folder of ['src', 'i18n']) {
        watch(folder, {recursive: true}, rebuild);
    }
}
