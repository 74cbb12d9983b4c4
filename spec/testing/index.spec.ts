import { build } from 'esbuild';
import * as kit from '../../lib/testing/index.js';

/** The files of an entry, and the packages it imports. */
const contents = async (entry: string) => {
  const { metafile } = await build({
    entryPoints: [`lib/${entry}.ts`],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
  const files = Object.keys(metafile.inputs);
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  return { files, packages: [...new Set(imports.filter(({ external }) => external).map(({ path }) => path))].sort() };
};

describe('rx-pusher/testing', () => {
  it('exports what is documented', () => {
    expect(Object.keys(kit).sort()).toEqual(['assertMarbles', 'fakePusher', 'fakeTabs']);
  });

  it('imports no test framework, nothing of Node, and of rxjs/testing types only', async () => {
    expect((await contents('testing/index')).packages).toEqual([
      '@noble/hashes/hmac',
      '@noble/hashes/legacy',
      '@noble/hashes/sha2',
      '@noble/hashes/utils',
      'fp-ts/Either',
      'io-ts',
      'isomorphic-ws',
      'rxjs',
      'rxjs/webSocket',
      'tweetnacl',
    ]);
  });

  it('is not in the main entry', async () => {
    const { files } = await contents('index');
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => /lib\/(testing|sandbox|server|encryption)\//.test(file))).toEqual([]);
  });
});
