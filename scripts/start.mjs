// What `npm start` does: builds the package where it is stale, then the feed against it, and runs it.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const outfile = join(root, 'dist/examples/feed.js');

execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-stale', '--js'], { stdio: 'inherit' });
await build({
  entryPoints: [join(root, 'examples/feed/index.ts')],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // The package itself too: what runs is what is published.
  packages: 'external',
});
await import(pathToFileURL(outfile).href);
