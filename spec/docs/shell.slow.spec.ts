import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../../package.json';
import type { Child } from '../support/child.js';
import { killChildren, ROOT, start } from '../support/child.js';
import { docBlocks, pages } from '../support/doc-blocks.js';

/** What is not run here, and why. */
const ELSEWHERE: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^npm ci && npm start$/, 'spec/package/start.slow.spec.ts runs npm start; npm ci is what CI begins with'],
  [/^npm ci && npm test$/, 'is what runs this'],
  [/^npm init -y$/, 'makes a package.json in the folder of the reader'],
  [/^npm install /, 'needs a registry; npm run smoke installs the packed package'],
  [/^openssl rand -base64 32$/, 'is a program that need not be there'],
  [/^npm run (bench|chaos|load|soak)\b/, 'takes minutes; npm run check:all makes a short round of most'],
  [/^node .* bench\/run\.ts dispatch$/, 'takes minutes, and leaves profiles'],
  [/^SEED=random RUNS=3000 npx jest spec\/fuzz$/, 'takes a minute, and is what npm test does with other inputs'],
];

interface Command {
  readonly page: string;
  readonly text: string;
  /** What the page shows of its output. */
  readonly shown: readonly string[];
}

/** The commands of a page: lines without their comments, or those after `$`, with the output that follows. */
const commandsOf = (page: string): readonly Command[] =>
  docBlocks(page, 'sh').flatMap(({ code }) => {
    const lines = code.split('\n').filter((line) => line !== '');
    if (!code.startsWith('$ ')) return lines.map((line) => ({ page, text: line.replace(/ +# .*$/, ''), shown: [] }));
    const [command = '', ...shown] = lines;
    return [{ page, text: command.slice(2), shown }];
  });

const commands = pages().flatMap(commandsOf);
const here = commands.filter(({ text }) => !ELSEWHERE.some(([pattern]) => pattern.test(text)));
const folder = mkdtempSync(join(tmpdir(), 'rx-pusher-shell-'));
let port = '';

/** One command of `rx-pusher`, as a shell would start it, but on the port of this test. */
const run = ({ text }: Command): Child => {
  const words = [...text.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
  const args = words.slice(words[0] === 'npx' ? 2 : 1);
  const [from] = args.includes('<') ? args.splice(args.indexOf('<'), 2).slice(1) : [];
  const at = args.indexOf('--port');
  if (at >= 0) args.splice(at, 2);
  const serves = args[0] === 'serve';
  const child = start([join(ROOT, 'dist/cli/index.js'), ...args, '--port', serves ? '0' : port], {
    cwd: folder,
    stdin: from !== undefined,
    within: 50_000,
  });
  if (from === 'events.jsonl') child.end(EVENTS);
  return child;
};

const EVENTS = Array.from({ length: 42 }, (_, i) =>
  i === 2 ? 'no JSON' : JSON.stringify({ channel: 'prices', event: 'tick', data: i }),
).join('\n');

/** Text in which numbers may differ. */
const loosely = (lines: readonly string[]): RegExp =>
  new RegExp(
    lines
      .map((line) => line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\d+(\\\.\d+)?/g, '[\\d.]+'))
      .map((line) => line.replace(/ +/g, ' +'))
      .join('\\n'),
  );

const stop = async (child: Child): Promise<void> => {
  child.kill('SIGINT');
  expect(await child.ended()).toMatchObject({ code: 0 });
};

describe('the commands of README and docs', () => {
  afterEach(killChildren);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are scripts of the package, where npm runs them', () => {
    const scripts = commands.map(({ text }) => /npm run ([\w:]+)/.exec(text)?.[1]).filter((name) => name !== undefined);
    expect(scripts.filter((name) => !(name in manifest.scripts))).toEqual([]);
    expect(scripts).toContain('bench');
  });

  it('are commands of rx-pusher, or there is a reason why they are not run here', () => {
    expect(here.filter(({ text }) => !/^(npx )?rx-pusher /.test(text))).toEqual([]);
    expect(ELSEWHERE.filter(([pattern]) => !commands.some(({ text }) => pattern.test(text)))).toEqual([]);
    expect(new Set(here.map(({ page }) => page))).toEqual(
      new Set(['README.md', 'docs/cli.md', 'docs/getting-started.md', 'docs/sandbox.md']),
    );
  });

  it.each([...new Set(here.map(({ page }) => page))])(
    '%s: do what the page says',
    async (page) => {
      const own = here.filter((command) => command.page === page);
      const serve = own.find(({ text }) => / serve/.test(text))!;
      const server = run(serve);
      [, port = ''] = await server.says(/^listening on http:\/\/127\.0\.0\.1:(\d+)\n {2}app app-id, key app-key/m);
      const listeners: Child[] = [];
      for (const command of own.filter((other) => other !== serve)) {
        const child = run(command);
        if (/ listen /.test(command.text)) {
          await child.says(/subscribed/);
          listeners.push(child);
        } else {
          const { code, stdout, stderr } = await child.ended();
          if (command.shown.length > 0)
            for (const line of command.shown) expect(stdout + stderr).toMatch(loosely([line]));
          else expect({ code, stderr }).toMatchObject({ code: 0 });
        }
      }
      for (const listener of listeners) {
        await listener.says(/prices.*tick.*\{"price":42\}/);
        await stop(listener);
      }
      await stop(server);
    },
    60_000,
  );
});
