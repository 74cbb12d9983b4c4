// What `npm start` does: builds the package where it is stale, then the feed and the dashboard against it, and runs them.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const feed = join(root, 'dist/examples/feed.js');

execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-stale', '--js'], { stdio: 'inherit' });

/** Writes what has changed, in one step: another `npm start` may be reading it. */
const write = ({ path, contents }) => {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, contents);
  renameSync(`${path}.${process.pid}`, path);
};

const built = await Promise.all([
  build({
    entryPoints: [join(root, 'examples/feed/index.ts')],
    outfile: feed,
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // The package itself too: what runs is what is published.
    packages: 'external',
  }),
  // `rx-pusher` is found by its own name: its exports, so dist/.
  build({
    entryPoints: ['index.ts', 'index.html', 'style.css'].map((file) => join(root, 'examples/dashboard', file)),
    outdir: join(root, 'dist/examples/dashboard'),
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    loader: { '.html': 'copy' },
  }),
]);
for (const { outputFiles } of built) outputFiles.forEach(write);
await import(pathToFileURL(feed).href);
