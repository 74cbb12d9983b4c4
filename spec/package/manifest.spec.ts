import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from '../../lib/version.js';
import manifest from '../../package.json';
import { ROOT } from '../support/child.js';

/** What is published of lib/, by its directory; the command line is started, not imported. */
const names = [
  'encryption',
  'http',
  'server',
  'sandbox',
  'testing',
  'angular',
  'pusher-js',
  'pusher-js/with-encryption',
  'shared',
];
const entries = names.filter((name) => existsSync(join(ROOT, 'lib', name, 'index.ts')));

const conditions = (path: string) => ({
  import: { types: `./dist/${path}.d.ts`, default: `./dist/${path}.js` },
  require: { types: `./dist/${path}.d.cts`, default: `./dist/${path}.cjs` },
});

describe('package.json', () => {
  test('has the version that the library says it has', () => {
    expect(manifest.version).toBe(VERSION);
  });

  test('exports every entry there is, for import and for require, with the types of each', () => {
    expect(manifest.exports).toEqual({
      '.': conditions('index'),
      ...Object.fromEntries(entries.map((name) => [`./${name}`, conditions(`${name}/index`)])),
      './package.json': './package.json',
    });
  });

  test('leads older resolutions to the same types', () => {
    expect(manifest.types).toBe('./dist/index.d.ts');
    expect(manifest.typesVersions['*']).toEqual(
      Object.fromEntries(entries.map((name) => [name, [`./dist/${name}/index.d.ts`]])),
    );
  });

  test('pins what it depends on, but leaves the rxjs to the program', () => {
    const { devDependencies, dependencies, peerDependencies } = manifest;
    for (const version of Object.values({ ...devDependencies, ...dependencies }))
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(Object.keys(dependencies)).not.toContain('rxjs');
    expect(peerDependencies.rxjs).toBe('^7.8.0');
  });

  test('is built to the last entry', () => {
    const missing = ['index.js', 'index.cjs', 'cli', ...entries].filter(
      (name) => !existsSync(join(ROOT, 'dist', name)),
    );
    expect(missing).toEqual([]);
  });
});
