// Bundles the page into dist/: root.html, which a Mattermost server answers
// unknown paths with, and the files that it serves under /static/.
import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {basename} from 'node:path';

import esbuild from 'esbuild';

await mkdir('dist', {recursive: true});
for (const old of await readdir('dist')) {
    if (!old.startsWith('.')) {
        await rm(`dist/${old}`, {recursive: true});
    }
}

// The server lets browsers keep /static/ for a year, so names carry a hash.
const {metafile} = await esbuild.build({
    entryPoints: {host: 'src/index.tsx'},
    outdir: 'dist',
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    publicPath: '/static',
    bundle: true,
    minify: true,
    metafile: true,
    target: ['es2022'],
    define: {'process.env.NODE_ENV': '"production"', global: 'window'},
    loader: {'.woff2': 'file'},
    logLevel: 'warning',
});

const files = Object.keys(metafile.outputs).map((path) => basename(path));
const html = (await readFile('src/root.html', 'utf8')).
    replace('host.js', files.find((file) => /^host-.*\.js$/.test(file))).
    replace('host.css', files.find((file) => /^host-.*\.css$/.test(file)));
await writeFile('dist/root.html', html);
