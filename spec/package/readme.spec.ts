import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { filter, firstValueFrom, ReplaySubject } from 'rxjs';
import manifest from '../../package.json';
import type { Sandbox } from '../../lib/sandbox/index.js';
import { startSandbox } from '../../lib/sandbox/index.js';
import { killChildren, ROOT, start } from '../support/child.js';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const readme = read('README.md');

/** What stands between two texts. */
const between = (text: string, from: string, to: string) => text.slice(text.indexOf(from)).split(to)[0] ?? '';

const names = (text: string, pattern: RegExp) => new Set([...text.matchAll(pattern)].map(([, name]) => name!));

describe('the README', () => {
  afterEach(killChildren);

  test('has every entry of the package in its table', () => {
    const entries = Object.keys(manifest.exports).filter((entry) => entry !== './package.json');
    expect([...names(between(readme, '## Entries', '## Options'), /^\| `([\w/-]+)`/gm)]).toEqual(
      entries.map((entry) => posix.join(manifest.name, entry)),
    );
  });

  test('shows programs that run', async () => {
    const sandbox$ = new ReplaySubject<Sandbox>(1);
    const running = startSandbox({ port: 0 }).subscribe(sandbox$);
    const { port, received$ } = await firstValueFrom(sandbox$);
    const subscribed = firstValueFrom(received$.pipe(filter(({ text }) => text.includes('pusher:subscribe'))));
    const [listen, publish, states] = [...readme.matchAll(/```js\n([^]*?)```/g)].map(([, code]) =>
      code!.replaceAll('6001', String(port)),
    );
    // In the package's own folder, where its name leads to itself.
    const folder = join(ROOT, 'dist/examples');
    mkdirSync(folder, { recursive: true });
    const program = (name: string, code: string) => {
      writeFileSync(join(folder, name), code);
      return start([join(folder, name)]);
    };
    const listener = program('readme-listen.mjs', `${listen!}\n${states!}`);
    await listener.says(/connecting → connected/);
    await subscribed;
    const publisher = program('readme-publish.mjs', publish!);
    await listener.says(/^tick \{ price: 42 \}\ntick \{ price: 42 \}$/m);
    expect(await publisher.ended()).toEqual({ code: 0, stdout: '', stderr: '' });
    running.unsubscribe();
  });
});
