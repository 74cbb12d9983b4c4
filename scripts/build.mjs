// Makes dist/ from lib/: JavaScript by rollup, declarations by tsc, both at the same time.
//   --if-stale   only what is older than its sources, and without clearing dist/ first
//   --js         only the JavaScript
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rollup } from 'rollup';
import config from '../rollup.config.js';
import { filesIn, isStale } from './stale.mjs';

process.chdir(join(import.meta.dirname, '..'));

const entries = Object.entries(config.input)
  .filter(([entry, source]) => source.startsWith('lib/') && !entry.startsWith('cli/'))
  .map(([entry]) => entry);

/**
 * Rollup makes a chunk for each set of entries that use the same modules. `shared` uses a few of each set, and would cut them
 * all in two: more imports in the bundle of every app, which does not even have it. So the chunks of the main entry are made
 * as if it were not there.
 */
const chunksWithout = async (entry) => {
  const { [entry]: _, ...input } = config.input;
  const bundle = await rollup({ ...config, input });
  const { output } = await bundle.generate({ ...config.output[0], plugins: [], sourcemap: false });
  await bundle.close();
  const used = new Set(['index.js']);
  for (const file of used)
    for (const other of output.find(({ fileName }) => fileName === file)?.imports ?? []) used.add(other);
  const chunks = output.filter(
    ({ fileName, isEntry, name }) => used.has(fileName) && (!isEntry || name.startsWith('websocket/')),
  );
  const names = new Map(
    chunks.flatMap(({ name, moduleIds }, i) => moduleIds.map((id) => [id, name.includes('/') ? name : `${name}-${i}`])),
  );
  return { cache: bundle.cache, manualChunks: (id) => names.get(id) };
};

const javascript = async () => {
  const { cache, manualChunks } = await chunksWithout('shared/index');
  const bundle = await rollup({ ...config, cache });
  const written = await Promise.all(config.output.map((output) => bundle.write({ ...output, manualChunks })));
  await bundle.close();
  // Chunks have other names when they have other contents: those of the build before are of no use.
  const files = new Set(written.flatMap(({ output }) => output.map(({ fileName }) => join('dist', fileName))));
  for (const file of filesIn('dist/chunks')) if (!files.has(file)) rmSync(file);
};

const SPECIFIER = /((?:from|import) ?\(?')(\.[^']*)\.js'/g;

/**
 * Keeps the declarations that the entries lead to, each once more for `require`: the same text, but where `.js` has `.d.ts`,
 * `.cjs` has `.d.cts`.
 */
const finish = () => {
  const reached = new Set(entries.map((entry) => join('dist', `${entry}.d.ts`)));
  for (const file of reached) {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file.replace(/\.ts$/, '.cts'), text.replace(SPECIFIER, "$1$2.cjs'"));
    for (const [, , path] of text.matchAll(SPECIFIER)) reached.add(join(dirname(file), `${path}.d.ts`));
  }
  for (const file of filesIn('dist')) if (file.endsWith('.d.ts') && !reached.has(file)) rmSync(file);
};

const TYPES = /export type \{([^}]*)\}/g;
const typesOf = (file) =>
  [...readFileSync(file, 'utf8').matchAll(TYPES)]
    .flatMap(([, names]) => names.split(','))
    .map((name) => name.trim().split(' as ').at(-1))
    .filter(Boolean);

/**
 * What `require` gives of the entries for pusher-js is a class, which is its own `.default`: that is `export =`. What was
 * there stays beside it, as `exports.d.cts`.
 */
const sayClasses = () => {
  const types = typesOf('dist/pusher-js/index.d.ts').map((name) => `  type ${name} = Exports.${name};\n`);
  for (const entry of entries.filter((name) => name.startsWith('pusher-js/'))) {
    const [index, others] = ['index', 'exports'].map((name) => join('dist', dirname(entry), `${name}.d.cts`));
    writeFileSync(others, readFileSync(index, 'utf8').replaceAll("'../index.cjs'", "'../exports.cjs'"));
    writeFileSync(
      index,
      `import type * as Exports from './exports.cjs';
declare const Pusher: typeof Exports.default & { readonly default: typeof Exports.default };
type Pusher = Exports.default;
declare namespace Pusher {
${types.join('')}}
export = Pusher;
`,
    );
  }
};

const declarations = async () => {
  const tsc = spawn(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  });
  const [code] = await once(tsc, 'exit');
  if (code !== 0) throw new Error('the declarations were not made');
  finish();
  sayClasses();
};

const flags = new Set(process.argv.slice(2));
const wanted = (made) => !flags.has('--if-stale') || isStale(made);

if (!flags.has('--if-stale')) rmSync('dist', { recursive: true, force: true });
const outcomes = await Promise.allSettled([
  wanted('dist/index.cjs') && javascript(),
  !flags.has('--js') && wanted('dist/index.d.cts') && declarations(),
]);
for (const { reason } of outcomes.filter(({ status }) => status === 'rejected')) {
  console.error(`build: ${reason.message}`);
  process.exitCode = 1;
}
