import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { firstValueFrom } from 'rxjs';
import { createPusherServer } from '../../lib/server/index.js';
import type { Running } from '../sandbox/support/running.js';
import { run } from '../sandbox/support/running.js';
import { executablePath, FLAGS } from '../support/chromium.js';
import type { Habits, HttpProxy } from './proxy.js';
import { startHttpProxy } from './proxy.js';
import type { Scenario, startScenario, Told } from './scenario.js';
import { KINDS } from './scenario.js';

jest.setTimeout(60_000);

const skipped = executablePath === undefined ? ' (skipped: no chromium found)' : '';
const inBrowser = executablePath === undefined ? describe.skip : describe;

interface Global {
  readonly program: { readonly startScenario: typeof startScenario };
  scenario: Scenario;
}

/** The scenario as a page of an origin that is not the server's. */
const servePage = async () => {
  const { outputFiles } = await build({
    entryPoints: ['spec/http/scenario.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'program',
    platform: 'browser',
  });
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      `<!doctype html><meta charset=utf-8><script>${outputFiles[0]!.text.replaceAll('</script', '<\\/script')}</script>`,
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, stop: () => server.close() };
};

inBrowser(`A page through a proxy${skipped}`, () => {
  let browser: Browser;
  let page: Page;
  let served: Awaited<ReturnType<typeof servePage>>;
  let running: Running;
  let proxy: HttpProxy;

  beforeAll(async () => {
    served = await servePage();
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: FLAGS, timeout: 30_000 });
  });
  afterAll(async () => {
    await browser.close();
    served.stop();
  });
  beforeEach(async () => {
    running = await run();
    page = await browser.newPage();
    await page.goto(served.url);
  });
  afterEach(async () => {
    await page.close();
    await proxy.stop();
    running.stop();
  });

  const told = (): Promise<Told> => page.evaluate(() => (globalThis as unknown as Global).scenario.told());
  const until = async (holds: (now: Told) => boolean): Promise<Told> => {
    const deadline = Date.now() + 15_000;
    for (;;) {
      const now = await told();
      if (holds(now) || Date.now() > deadline) return now;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const start = async (habits: Habits, more: object = {}): Promise<string> => {
    proxy = await startHttpProxy(running.sandbox.port, habits);
    return page.evaluate(
      ([port, options]) => {
        const world = globalThis as unknown as Global;
        world.scenario = world.program.startScenario({ host: '127.0.0.1', port }, options);
        return world.scenario.ready();
      },
      [proxy.port, more] as const,
    );
  };
  const serverOf = () =>
    createPusherServer({
      url: `${running.sandbox.url.replace('://', '://app-key:app-secret@')}/apps/app-id`,
      encryptionMasterKeyBase64: running.sandbox.apps[0]!.encryptionMasterKeyBase64,
    });
  const publish = async (count: number, pause = 0) => {
    const server = serverOf();
    for (let n = 0; n < count; n += 1) {
      await Promise.all(KINDS.map((name) => firstValueFrom(server.trigger(name, 'n', n), { defaultValue: undefined })));
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
  const rows = (count: number) =>
    Object.fromEntries(KINDS.map((name) => [name, Array.from({ length: count }, (_, n) => n)]));
  const hasAll = (count: number) => (now: Told) => KINDS.every((name) => now.heard[name]!.length >= count);

  it.each<[string, Habits, string]>([
    ['refuses upgrades', { upgrades: 'refused' }, 'xhr_streaming'],
    ['swallows them', { upgrades: 'swallowed' }, 'xhr_streaming'],
    ['buffers answers whole', { upgrades: 'refused', buffers: true }, 'xhr_polling'],
    ['adds a second of delay', { upgrades: 'refused', delay: 500 }, 'xhr_streaming'],
  ])('that %s: everything works, each event once and in order', async (_, habits, transport) => {
    expect(await start(habits)).toBe(`connected over ${transport}`);
    const server = serverOf();
    await firstValueFrom(server.trigger('private-cache-late', 'last', 'kept'), { defaultValue: undefined });
    await Promise.all([
      publish(20),
      page.evaluate(async () => {
        const { scenario } = globalThis as unknown as Global;
        await scenario.talk();
        await scenario.late('private-cache-late');
      }),
    ]);
    await firstValueFrom(server.sendToUser('alice', 'note', 'hello'), { defaultValue: undefined });
    const now = await until((all) => hasAll(20)(all) && all.toUser.length > 0 && all.clientEvents.length >= 8);
    expect(now).toMatchObject({
      heard: rows(20),
      toUser: ['hello'],
      members: ['alice', 'bob'],
      cached: ['kept'],
      errors: [],
      resumed: 0,
      states: ['idle', 'connecting', `connected over ${transport}`],
    });
    for (const name of ['private-room', 'presence-room'])
      expect(now.clientEvents.filter((what) => what.startsWith(name))).toEqual([0, 1, 2, 3].map((n) => `${name} ${n}`));
  });

  it('that cuts every answer at its age: it is learned, and nothing is lost from then on', async () => {
    await start({ upgrades: 'refused', cutsAt: 1_200 }, { reconnect: { minDelay: 50, maxDelay: 100 } });
    const connections = ({ states }: Told) => states.filter((state) => state.startsWith('connected')).length;
    expect(connections(await until((all) => connections(all) === 3))).toBe(3);
    await page.evaluate(() => (globalThis as unknown as Global).scenario.ready());
    await publish(80, 50);
    const now = await until(hasAll(80));
    expect(now.heard).toEqual(rows(80));
    expect([connections(now), now.errors]).toEqual([3, []]);
  });
});
