import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { WebSocketServer } from 'ws';
import type * as Authorization from '../../lib/authorization/index.js';
import { executablePath, FLAGS } from '../support/chromium.js';

const root = join(__dirname, '../..');

type Option = Authorization.HttpAuthorization;
interface Told {
  auth?: string;
  tag?: string;
  message?: string;
}
/** What the page of these specs has: the bundle, and a way to run one authorization in it. */
interface Window {
  ours: typeof Authorization;
  Pusher?: (new (key: string, options: object) => { subscribe(name: string): void; disconnect(): void }) & {
    auth_callbacks: object;
  };
  authorize(option: Option, channelName: string): Promise<Told>;
}

const html = `<!doctype html><script src="/bundle.js"></script><script>
  window.authorize = (option, channelName) => new Promise((resolve) =>
    ours.channelAuthorizer(option, { random: Math.random })({ socketId: '1.2', channelName }).subscribe({
      next: ({ auth }) => resolve({ auth }),
      error: ({ _tag: tag, message }) => resolve({ tag, message }),
    }));
</script>`;

const inBrowser = executablePath === undefined ? describe.skip : describe;

inBrowser(`JSONP in a real browser${executablePath === undefined ? ' (skipped: no chromium found)' : ''}`, () => {
  let browser: Browser;
  let page: Page;
  let bundle: string;
  let requests: URL[];
  let errors: string[];
  let respond: (response: ServerResponse, callback: string) => void;

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://page');
    if (url.pathname === '/') response.writeHead(200, { 'content-type': 'text/html' }).end(html);
    else if (url.pathname === '/bundle.js') response.end(bundle);
    else if (url.pathname === '/pusher.js')
      response.end(readFileSync(join(root, 'node_modules/pusher-js/dist/web/pusher.min.js')));
    else if (url.pathname === '/pusher/auth') response.end('{"auth":"by ajax"}');
    else if (url.pathname === '/auth') {
      requests.push(url);
      respond(response, url.searchParams.get('callback') ?? '');
    } else response.writeHead(404).end();
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    const data = JSON.stringify({ socket_id: '1.2', activity_timeout: 120 });
    socket.send(JSON.stringify({ event: 'pusher:connection_established', data }));
  });

  const script = (response: ServerResponse, text: string) =>
    response.writeHead(200, { 'content-type': 'application/javascript' }).end(text);
  const granted = (response: ServerResponse, callback: string) =>
    script(response, `${callback}({"auth":"key:signature"})`);
  const authorize = (option: Option, channelName = 'private-a') =>
    page.evaluate(([given, name]) => (window as unknown as Window).authorize(given as never, name), [
      { endpoint: '/auth', transport: 'jsonp', ...option },
      channelName,
    ] as const);
  /** What is left of it all in the page. */
  const left = () =>
    page.evaluate(() => ({
      scripts: document.head.querySelectorAll('script[src*=callback]').length,
      global: 'Pusher' in window,
    }));

  /** Waits until so many script elements are left. */
  const gone = (count = 0) =>
    page.waitForFunction((n) => document.head.querySelectorAll('script[src*=callback]').length === n, count);

  beforeAll(async () => {
    bundle = execFileSync(
      join(root, 'node_modules/.bin/esbuild'),
      ['lib/authorization/index.ts', '--bundle', '--format=iife', '--global-name=ours', '--log-level=error'],
      { cwd: root, encoding: 'utf8', timeout: 20_000 },
    );
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: FLAGS, timeout: 30_000 });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }, 30_000);
  beforeEach(async () => {
    requests = [];
    errors = [];
    respond = granted;
    page = await browser.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  afterEach(async () => {
    await page.close();
    expect(errors).toEqual([]);
  });

  it('authorizes by a script, and leaves nothing behind', async () => {
    await expect(authorize({ params: { a: 'b c' } })).resolves.toEqual({ auth: 'key:signature' });
    expect(requests).toHaveLength(1);
    expect(requests[0]?.search).toMatch(
      /^\?callback=Pusher\.auth_callbacks%5B%27\d+%27%5D&socket_id=1\.2&channel_name=private-a&a=b%20c$/,
    );
    await gone();
    await expect(left()).resolves.toEqual({ scripts: 0, global: false });
  });

  it('authorizes several at once, each its own', async () => {
    respond = (response, callback) => script(response, `${callback}({"auth":${JSON.stringify(callback)}})`);
    const names = ['private-a', 'private-b', 'private-c'];
    const answers = await Promise.all(names.map((name) => authorize({}, name)));
    expect(new Set(answers.map(({ auth }) => auth)).size).toBe(3);
    await gone();
    await expect(left()).resolves.toEqual({ scripts: 0, global: false });
  });

  it('tells of a script that could not be loaded: the browser does not say why', async () => {
    respond = (response) => response.writeHead(403).end();
    await expect(authorize({ retry: { attempts: 1, minDelay: 1, maxDelay: 1 } })).resolves.toEqual({
      tag: 'AuthorizationNetworkError',
      message: 'authorization of "private-a": the request failed: "the script could not be loaded"',
    });
    expect(requests).toHaveLength(2);
    await expect(left()).resolves.toEqual({ scripts: 0, global: false });
  });

  it('tells of a script that calls nobody', async () => {
    respond = (response) => script(response, 'void 0');
    await expect(authorize({})).resolves.toEqual({
      tag: 'AuthorizationAnswerError',
      message: 'authorization of "private-a": unusable answer: the script did not call the callback',
    });
    await expect(left()).resolves.toEqual({ scripts: 0, global: false });
  });

  it('tells of an answer that is none', async () => {
    respond = (response, callback) => script(response, `${callback}({"error":"no"})`);
    await expect(authorize({})).resolves.toEqual({
      tag: 'AuthorizationAnswerError',
      message: 'authorization of "private-a": unusable answer: auth is undefined, not string',
    });
  });

  it('is left after the time-out, and a late answer finds nobody and harms nothing', async () => {
    let late = () => {};
    respond = (response, callback) => (late = () => granted(response, callback));
    await expect(authorize({ timeout: 100 })).resolves.toEqual({
      tag: 'AuthorizationTimeout',
      message: 'authorization of "private-a": no answer within 100 ms',
    });
    late();
    await gone();
    await expect(left()).resolves.toEqual({ scripts: 0, global: false });
  });

  it('asks as pusher-js does, and keeps out of its way in one page', async () => {
    await page.addScriptTag({ url: '/pusher.js' });
    await page.evaluate(() => {
      const { Pusher } = window as unknown as Window;
      const pusher = new Pusher!('key', {
        cluster: '',
        wsHost: location.hostname,
        wsPort: location.port,
        forceTLS: false,
        enabledTransports: ['ws'],
        channelAuthorization: { transport: 'jsonp', endpoint: '/auth', params: { a: 'b c' } },
      });
      pusher.subscribe('private-a');
    });
    await page.waitForFunction(() => Object.keys((window as unknown as Window).Pusher!.auth_callbacks).length === 1);
    await expect(authorize({ params: { a: 'b c' } })).resolves.toEqual({ auth: 'key:signature' });
    // Theirs stays, they remove none.
    await gone(1);
    const [first, second] = requests.map(({ search }) => search.replace(/%27\d+%27/, 'N'));
    expect(second).toBe(first);
    expect(await page.evaluate(() => Object.keys((window as unknown as Window).Pusher!.auth_callbacks))).toEqual(['1']);
  });

  it('asks an endpoint that has a query already', async () => {
    await expect(authorize({ endpoint: '/auth?x=1' })).resolves.toEqual({ auth: 'key:signature' });
    expect(requests[0]?.search).toMatch(/^\?x=1&callback=/);
  });

  it('is not needed where fetch reaches: by default the page is asked', async () => {
    const fetched = await page.evaluate(() => (window as unknown as Window).authorize({}, 'private-a'));
    expect(fetched).toEqual({ auth: 'by ajax' });
  });
});

describe('JSONP where there is no document', () => {
  it('fails at once, and says so', async () => {
    const { channelAuthorizer } = await import('../../lib/authorization/index.js');
    const errors: unknown[] = [];
    const authorize = channelAuthorizer({ transport: 'jsonp' }, { random: () => 0 });
    authorize({ socketId: '1.2', channelName: 'private-a' }).subscribe({
      error: (error: unknown) => errors.push(error),
    });
    expect(errors).toMatchObject([
      { _tag: 'AuthorizationNetworkError', cause: { _tag: 'OptionError', option: 'transport' } },
    ]);
  });
});
