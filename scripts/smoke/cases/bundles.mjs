// Browser bundles, each by a bundler of its own, loaded in Chromium: a page, a page with encryption, a page with a worker.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasBrowser, hearIn } from '../browser.mjs';
import { checkBundle } from '../checks/bundle.mjs';
import { node } from '../command.mjs';
import { page } from '../consumers.mjs';
import { sandboxPort } from '../sandbox.mjs';

const BUNDLERS = ['esbuild', 'rollup', 'vite', 'webpack'];
const PAGES = ['alone', 'encrypted', 'in-worker'];

const textOf = (folder) =>
  readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.js'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');

export const bundleCases = BUNDLERS.map((bundler) => ({
  name: `bundle-${bundler}`,
  run: async () => {
    const [cwd, port] = await Promise.all([page(), sandboxPort()]);
    for (const name of PAGES) await node([`bundle-${bundler}.mjs`, name, `out/${bundler}/${name}`], { cwd });
    const bytes = checkBundle({
      alone: textOf(join(cwd, 'out', bundler, 'alone')),
      encrypted: textOf(join(cwd, 'out', bundler, 'encrypted')),
      modules: join(cwd, 'node_modules'),
    });
    const said = `rx-pusher alone ${(bytes / 1_000).toFixed(1)} kB gzip`;
    if (!hasBrowser) return `${said}; not loaded: no chromium found`;
    for (const name of PAGES) await hearIn(`http://127.0.0.1:${port}/page/out/${bundler}/${name}/${name}.html`);
    return said;
  },
}));
