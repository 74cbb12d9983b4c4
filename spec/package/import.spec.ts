import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import manifest from '../../package.json';
import { killChildren, ROOT, start } from '../support/child.js';

const entries = Object.entries(manifest.exports).flatMap(([name, target]) =>
  typeof target === 'string' ? [] : [[join(manifest.name, name), join(ROOT, target.require.default)] as const],
);

const BROWSER = ['window', 'self', 'document', 'location', 'localStorage', 'XMLHttpRequest', 'MozWebSocket', 'require'];

/** A global object with the language alone: whatever else is looked for on it is noted, and not there. */
const bareContext = () => {
  const read = new Set<string>();
  const language = new Set(runInContext('Object.getOwnPropertyNames(globalThis)', createContext({})) as string[]);
  const platform = [...Object.getOwnPropertyNames(globalThis), ...BROWSER].filter((name) => !language.has(name));
  const context = createContext({}) as object;
  for (const name of platform) Object.defineProperty(context, name, { get: () => void read.add(name) });
  return { context, read };
};

/** Loads a file and what it requires of dist/ in a context; what others have written is required as usual. */
const load = (context: object, file: string, loaded = new Map<string, { exports: object }>()): object => {
  const known = loaded.get(file);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  loaded.set(file, module);
  const require = (id: string): unknown =>
    id.startsWith('.') ? load(context, join(dirname(file), id), loaded) : createRequire(file)(id);
  const source = `(function (exports, require, module) {${readFileSync(file, 'utf8')}\n})`;
  const run = runInContext(source, context, { filename: file }) as (...given: unknown[]) => void;
  run(module.exports, require, module);
  return module.exports;
};

describe.each(entries)('importing %s', (name, file) => {
  afterEach(killChildren);

  // Angular cannot be required at all: it is made of ES modules.
  (name.endsWith('/angular') ? test.skip : test)(
    'reads no global: neither a window nor a WebSocket nor a process',
    () => {
      const { context, read } = bareContext();
      expect(Object.keys(load(context, file))).not.toHaveLength(0);
      expect([...read]).toEqual([]);
    },
  );

  test('starts nothing and leaves the globals as they were', async () => {
    // Angular's own packages are the program's: what they do at import is theirs.
    const others = name.endsWith('/angular') ? ['@angular/compiler', '@angular/core', '@angular/common/http'] : [];
    const program = `
      ${others.map((id) => `await import('${id}');`).join('')}
      const names = () => Reflect.ownKeys(globalThis).map(String).join();
      const before = names();
      import('${name}').then(() => {
        const imported = performance.now();
        process.once('beforeExit', () => {
          const rested = performance.now() - imported < 500;
          console.log(names() === before, rested, process.getActiveResourcesInfo().length);
        });
      });`;
    const outcome = await start(['--input-type=module', '--eval', program]).ended();
    expect(outcome).toEqual({ code: 0, stdout: 'true true 0\n', stderr: '' });
  });
});
