import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closedPort, sharedSandbox } from '../cli/support.js';
import { ROOT, start } from '../support/child.js';
import type { Child } from '../support/child.js';
import { docBlocks, fileOf, promised } from '../support/doc-blocks.js';

const sandbox = sharedSandbox();
// In the package's own folder, where its name leads to itself.
const folder = join(ROOT, 'dist/examples/getting-started');
const blocks = docBlocks('docs/getting-started.md');
let authPort: string;

beforeAll(async () => {
  authPort = await closedPort();
  mkdirSync(folder, { recursive: true });
});

const blockOf = (file: string) => {
  const block = blocks.find((candidate) => fileOf(candidate) === file);
  if (block === undefined) throw new Error(`no ${file} on the page`);
  return block;
};

/** `node FILE`, but for the ports. */
const node = (file: string): Child => {
  const path = join(folder, file);
  writeFileSync(path, blockOf(file).code.replaceAll('6001', sandbox.port).replaceAll('3000', authPort));
  return start([path]);
};

/** The command of the page that begins so. */
const npx = (words: string): Child => {
  const lines = docBlocks('docs/getting-started.md', 'sh').flatMap(({ code }) => code.split('\n'));
  const line = lines.find((candidate) => candidate.startsWith(`npx rx-pusher ${words}`));
  if (line === undefined) throw new Error(`no ${words} on the page`);
  const args = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!).slice(2);
  return start(['dist/cli/index.js', ...args, '--port', sandbox.port]);
};

const lines = async (child: Child): Promise<readonly string[]> => {
  child.kill('SIGTERM');
  const { stdout, stderr } = await child.ended();
  expect(stderr).toBe('');
  return stdout.trimEnd().split('\n');
};

describe('docs/getting-started.md', () => {
  it('hears what the terminal publishes, and what a program does', async () => {
    const listener = node('listen.mjs');
    await listener.says(/connected/);
    expect(await npx('trigger prices').ended()).toMatchObject({ code: 0 });
    await listener.says(/tick/);
    const publisher = node('publish.mjs');
    expect((await publisher.ended()).stdout).toBe('published\n');
    await listener.says(/tick.*\ntick/);
    expect(await lines(listener)).toEqual([...promised(blockOf('listen.mjs')), 'tick { price: 42 }']);
  });

  it.each(['auth.mjs', 'express-auth.mjs'])('lets Ada into her channel alone, by %s', async (file) => {
    const endpoint = node(file);
    await endpoint.says(/authorizing/);
    const orders = node('orders.mjs');
    await orders.says(/own subscribed/);
    expect(await npx('trigger private-orders-ada').ended()).toMatchObject({ code: 0 });
    await orders.says(/created/);
    await orders.says(/orders-bob/);
    expect([...(await lines(orders))].sort()).toEqual([...promised(blockOf('orders.mjs'))].sort());
    expect(await lines(endpoint)).toEqual(promised(blockOf(file)));
  });
});
