import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Metafile } from 'esbuild';
import type { Bench, Row } from './harness.js';
import { figure, ratio } from './harness.js';

const root = join(import.meta.dirname, '..');

const CREATE = "export { createPusher } from 'rx-pusher';";
const FACADE = "export { default } from 'rx-pusher/pusher-js';";
const ENCRYPTION = "export { encryption } from 'rx-pusher/encryption';";

interface Bundle {
  readonly gzip: number;
  readonly metafile: Metafile;
}

const gzip = (code: Uint8Array): number => gzipSync(code, { level: 9 }).length;

/** What an app in a browser gets of the built package. */
const bundle = async (contents: string, external: string[] = []): Promise<Bundle> => {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external,
    write: false,
    metafile: true,
  });
  return { gzip: gzip(outputFiles[0]!.contents), metafile };
};

/** Bytes of the minified code by the package they come from. */
const shares = ({ metafile }: Bundle): readonly Row[] => {
  const bytes = new Map<string, number>();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'our own';
      bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
    }
  }
  return [...bytes]
    .filter(([, size]) => size > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([name, size]) => figure(`in (c), minified, not compressed: ${name}`, size, 'B'));
};

const theirs = (file: string): number => {
  const main = createRequire(import.meta.url).resolve('pusher-js/package.json');
  return gzip(readFileSync(join(dirname(main), 'dist/web', file)));
};

export const bench: Bench = async () => {
  const whole = await bundle(CREATE);
  const alone = await bundle(CREATE, ['rxjs']);
  const encrypted = await bundle(CREATE + ENCRYPTION);
  const facade = await bundle(FACADE);
  const [pusherJs, pusherJsEncrypted] = [theirs('pusher.min.js'), theirs('pusher-with-encryption.min.js')];
  return [
    figure('(a) createPusher with all it needs', whole.gzip, 'B', { atMost: pusherJs }),
    figure('(b) the same where the app has rxjs', alone.gzip, 'B', { atMost: 17_000 }),
    figure('(c) = (a) and encryption', encrypted.gzip, 'B', { atMost: pusherJsEncrypted }),
    figure('(d) rx-pusher/pusher-js beyond (a)', facade.gzip - whole.gzip, 'B', { atMost: 4_500 }),
    figure('(e) rx-pusher/pusher-js with all it needs, without encryption', facade.gzip, 'B'),
    ratio('(e) to pusher.min.js', facade.gzip / pusherJs),
    ratio('(a) to pusher.min.js', whole.gzip / pusherJs),
    ratio('(c) to pusher-with-encryption.min.js', encrypted.gzip / pusherJsEncrypted),
    figure('pusher.min.js', pusherJs, 'B'),
    figure('pusher-with-encryption.min.js', pusherJsEncrypted, 'B'),
    ...shares(encrypted),
  ];
};
