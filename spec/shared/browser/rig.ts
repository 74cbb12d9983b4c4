import { build } from 'esbuild';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { Subscription } from 'rxjs';
import type { Sandbox } from '../../../lib/sandbox/index.js';
import { startSandbox } from '../../../lib/sandbox/index.js';
import { executablePath, FLAGS } from '../../support/chromium.js';
import type { Gate } from './gate.js';
import { createGate } from './gate.js';

/** What a page tells of itself. */
export interface TabState {
  readonly heard: Readonly<Record<string, readonly number[]>>;
  readonly clients: readonly unknown[];
  readonly states: readonly string[];
  readonly causes: readonly string[];
  readonly members: readonly string[];
  readonly resumed: number;
  /** Channels that are subscribed. */
  readonly subscribed: number;
  readonly connected: string;
  readonly leads: boolean;
  readonly errors: readonly string[];
  readonly socketId: string;
}

export interface Tab {
  readonly page: Page;
  readonly cdp: CDPSession;
  /** Whether it has the real connection. */
  leads(): boolean;
  state(): Promise<TabState>;
  trigger(channel: string, n: number): Promise<void>;
  /** Nothing runs in it any more; with a word before, as a browser has it that freezes a page, or without, as one that hangs. */
  freeze(): Promise<void>;
  hang(): Promise<void>;
  thaw(): Promise<void>;
  crash(): Promise<void>;
  close(): Promise<void>;
}

export const CHANNELS = ['a', 'private-b', 'presence-c', 'cache-d'] as const;

const bundles = new Map<string, Promise<string>>();

const bundled = async (entry: string): Promise<string> => {
  const { outputFiles } = await build({
    // From the root of the package, where everything is run.
    entryPoints: [`spec/shared/browser/${entry}`],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
};

/** Made once, however many rigs there are. */
const bundle = (entry: string): Promise<string> => {
  const made = bundles.get(entry) ?? bundled(entry);
  bundles.set(entry, made);
  return made;
};

/** Waits until it is so, and says what it was if it never is. */
export const until = async <T>(
  read: () => T | Promise<T>,
  isRight: (value: T) => boolean,
  within = 5_000,
): Promise<T> => {
  const end = Date.now() + within;
  for (;;) {
    const value = await read();
    if (isRight(value)) return value;
    if (Date.now() > end) throw new Error(`it is never so: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** A sandbox, a door in front of it, a browser, and tabs. */
export interface Rig {
  readonly sandbox: Sandbox;
  readonly gate: Gate;
  readonly browser: Browser;
  /** What tabs did once, in the order they told. */
  readonly done: number[];
  /** Requests to the endpoints that authorize. */
  readonly authorizations: string[];
  /** What went wrong in any page. */
  readonly errors: string[];
  readonly open: (query?: string) => Promise<Tab>;
  readonly publish: (channel: string, n: number) => void;
  readonly close: () => Promise<void>;
}

const EXPECTED = /WebSocket connection to 'ws:.*' failed|the server responded with a status of 503/;

export const createRig = async (
  host: 'tab' | 'worker' | 'own',
  channels: readonly string[] = CHANNELS,
): Promise<Rig> => {
  const [page, worker] = await Promise.all([bundle('page.ts'), bundle('worker.ts')]);
  const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
    '/': ['text/html', '<!doctype html><title>tab</title><script type="module" src="/page.js"></script>'],
    '/page.js': ['text/javascript', page],
    '/worker.js': ['text/javascript', worker],
    '/favicon.ico': ['image/x-icon', ''],
  };
  const running = new Subscription();
  const authorizations: string[] = [];
  const sandbox = await new Promise<Sandbox>((resolve, reject) =>
    running.add(
      startSandbox({
        port: 0,
        http: ({ url = '' }, response) => {
          const file = files[url.replace(/\?.*/, '')];
          if (url.startsWith('/pusher/')) authorizations.push(url);
          if (file === undefined) return false;
          response.setHeader('content-type', file[0]);
          response.end(file[1]);
          return true;
        },
      }).subscribe({ next: resolve, error: reject }),
    ),
  );
  const gate = await createGate(sandbox.port);
  const browser = await chromium.launch({ executablePath: executablePath ?? '', args: FLAGS, timeout: 30_000 });
  const context: BrowserContext = await browser.newContext();
  const done: number[] = [];
  const errors: string[] = [];
  await context.exposeFunction('did', (n: number) => void done.push(n));

  const open = async (query = ''): Promise<Tab> => {
    const opened = await context.newPage();
    opened.on('pageerror', ({ message }) => errors.push(message));
    opened.on('console', (message) => {
      if (message.type() === 'error' && !EXPECTED.test(message.text())) errors.push(message.text());
    });
    let sockets = 0;
    opened.on('websocket', (socket) => {
      sockets += 1;
      socket.on('close', () => (sockets -= 1));
    });
    await opened.goto(`${sandbox.url}/?host=${host}&port=${gate.port}&channels=${channels.join()}${query}`);
    const cdp = await context.newCDPSession(opened);
    const tell = (event: string) => opened.evaluate((name) => void document.dispatchEvent(new Event(name)), event);
    // A headless browser freezes no page, for all are visible; the debugger stops them as well.
    const hang = async () => {
      await cdp.send('Debugger.enable');
      await cdp.send('Debugger.pause');
    };
    return {
      page: opened,
      leads: () => sockets > 0,
      cdp,
      state: () => opened.evaluate(() => (globalThis as unknown as { tab: TabState }).tab),
      trigger: (channel, n) =>
        opened.evaluate(
          ([name, value]) =>
            (globalThis as unknown as { tab: { trigger(channel: string, n: number): void } }).tab.trigger(name, value),
          [channel, n] as const,
        ),
      freeze: async () => {
        await tell('freeze');
        await hang();
      },
      hang,
      thaw: async () => {
        await cdp.send('Debugger.disable');
        await tell('resume');
      },
      crash: async () => {
        const crashed = opened.waitForEvent('crash');
        void cdp.send('Page.crash').catch(() => undefined);
        await crashed;
        await opened.close();
      },
      close: () => opened.close(),
    };
  };

  return {
    sandbox,
    gate,
    browser,
    done,
    authorizations,
    errors,
    open,
    publish: (channel, n) => sandbox.publish({ channel, event: 'x', data: n }),
    close: async () => {
      await browser.close();
      gate.close();
      running.unsubscribe();
    },
  };
};
