import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../support/child.js';

/** What the bundler of Angular warns of: a package imported by its name whose file is no ES module. */
const noModules = async (platform: 'browser' | 'node'): Promise<readonly string[]> => {
  const { metafile } = await build({
    stdin: {
      contents: "export * from './dist/index.js'; export * from './dist/angular/index.js';",
      resolveDir: ROOT,
    },
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    // Of a server it says nothing to its esbuild: conditions of Node do not apply.
    platform: platform === 'browser' ? platform : 'neutral',
    logLevel: 'silent',
    external: ['@angular/*', 'node:*', ...builtinModules, 'bufferutil', 'utf-8-validate'],
    mainFields: [...['es2020', 'es2015'], ...(platform === 'browser' ? ['browser'] : []), ...['module', 'main']],
    conditions: ['es2020', 'es2015', 'module'],
  });
  return Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
    imports
      .filter(({ path, original = '.' }) => !original.startsWith('.') && metafile.inputs[path]?.format === 'cjs')
      .map(({ original = '' }) => `${original} used by ${file}`),
  );
};

describe('what is built', () => {
  test.each(['browser', 'node'] as const)('gives the bundler of Angular nothing to warn of: %s', async (platform) => {
    expect(await noModules(platform)).toEqual([]);
  });

  test('gives browsers the socket of browsers, and Node that of ws', async () => {
    const socketIn = async (platform: 'browser' | 'node') => {
      const { metafile } = await build({
        entryPoints: [join(ROOT, 'dist/index.js')],
        absWorkingDir: ROOT,
        bundle: true,
        write: false,
        metafile: true,
        platform,
        logLevel: 'silent',
      });
      return Object.keys(metafile.inputs).filter((file) => /dist\/websocket\/|node_modules\/ws\/wrapper/.test(file));
    };
    expect(await socketIn('browser')).toEqual(['dist/websocket/browser.js']);
    expect((await socketIn('node')).sort()).toEqual(['dist/websocket/node.js', 'node_modules/ws/wrapper.mjs']);
  });
});
