import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import type { Hono } from 'hono';
import { firstValueFrom } from 'rxjs';
import { sign } from '../../lib/protocol/signature.js';
import * as rxPusherServer from '../../lib/server/index.js';
import type { SandboxApp } from '../server/sandbox-app.js';
import { failure, listen, startSandboxApp, until } from '../server/sandbox-app.js';
import type { DocBlock, DocWorld } from '../support/doc-blocks.js';
import { docBlocks, promised, runBlock } from '../support/doc-blocks.js';

type Fetch = rxPusherServer.Fetch;
type Handler = (request: Request) => Promise<Response>;

const blocks = docBlocks('docs/server.md');
const block = (title: string): DocBlock => {
  const found = blocks.find((candidate) => candidate.title.endsWith(title));
  if (found === undefined) throw new Error(`no example under ${title}`);
  return found;
};

let app: SandboxApp;
let world: DocWorld;
let heard: unknown[];
let statuses: number[] = [];
let pending = 0;

const watchedFetch: Fetch = async (url, init) => {
  pending += 1;
  const response = await fetch(url, init).finally(() => (pending -= 1));
  statuses.push(response.status);
  return response;
};

beforeAll(async () => {
  app = await startSandboxApp();
  heard = await listen(await app.client(), 'my-channel', 'my-channel-1', 'private-encrypted-diary', 'kitchen');
  await listen(await app.client('user-1'), 'presence-chatroom', 'my-channel-2', 'cache-news');
  await listen(await app.client('user-2'), 'presence-chatroom');
  await listen(await app.client('user-2'), 'presence-chatroom');
  const server = app.server({ fetch: watchedFetch });
  await firstValueFrom(server.trigger('cache-news', 'news', { headline: 'none' }));
  world = { modules: { 'rx-pusher/server': rxPusherServer }, scope: { server } };
  const { handler } = (await runBlock(block('Letting clients in'), world)).exports;
  world = { ...world, scope: { server, handler } };
});
afterAll(() => app.stop());

const BODY = 'socket_id=1.2&channel_name=presence-chatroom';
const ask = {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: 'session=ada' },
  body: BODY,
};
const expected = () =>
  app.server().authorizeChannel('1.2', 'presence-chatroom', { user_id: 'user-1', user_info: { name: 'Ada' } });

const overHttp = async (start: (port: number) => Server) => {
  const http = start(0);
  await new Promise((listening) => http.once('listening', listening));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/pusher/auth`;
  const answers = [await fetch(url, ask), await fetch(url, { ...ask, headers: { ...ask.headers, cookie: '' } })];
  const read = await Promise.all(
    answers.map(async (a) => [a.status, a.headers.get('content-type'), (await a.json()) as unknown]),
  );
  http.close();
  http.closeAllConnections();
  return read;
};

describe('docs/server.md', () => {
  it.each(blocks.filter(({ title }) => !title.includes('Webhooks')).map((b) => [b.line, b.title, b] as const))(
    'line %i, %s: does what it says',
    async (_, title, example) => {
      statuses = [];
      const { printed } = await runBlock(example, world);
      // On a busy machine some seconds of the half hour are over already.
      expect(printed.map((line) => line.replace(/ttl: 17\d\d\b/, 'ttl: 1800'))).toEqual(promised(example));
      await until(() => pending === 0);
      expect(statuses.filter((status) => status !== 200)).toEqual(title.endsWith('When it fails') ? statuses : []);
    },
  );

  it('publishes what it says', async () => {
    await until(() => heard.length >= 9);
    const hello = { message: 'hello world' };
    expect(heard).toEqual([
      ['my-channel', 'my-event', hello],
      ['my-channel', 'my-event', hello],
      ['my-channel-1', 'my-event', hello],
      ['my-channel', 'my-event', hello],
      ['my-channel-1', 'my-event-1', hello],
      ['private-encrypted-diary', 'entry', { text: 'only for us' }],
      ...[21.5, 21.7, 22].map((celsius) => ['kitchen', 'temperature', { celsius }]),
    ]);
  });

  it('shows every example of the guide of Pusher', () => {
    const titles = [
      ...['One channel', 'Several channels', 'All but the sender', 'With counts', 'A batch', 'A batch with counts'],
      ...['Channels by prefix', "One channel's state", 'Users of a presence channel'],
    ];
    for (const title of titles) expect(block(title).code).toContain('server');
  });

  it('publishes over node:http', async () => {
    const fetch = (await runBlock(block('Much of it, from Node'), world)).exports['overHttp'] as Fetch;
    const server = app.server({ fetch });
    expect(await firstValueFrom(server.trigger('quiet', 'e', { x: 'ü' }, { info: 'subscription_count' }))).toEqual({
      channels: { quiet: { subscription_count: 0 } },
    });
    expect(await failure(app.server({ fetch, secret: 'wrong' }).channels())).toMatchObject({ status: 401 });
    const away = rxPusherServer.createPusherServer({ url: 'http://k:s@127.0.0.1:1/apps/3', fetch });
    expect(await failure(away.channels())).toMatchObject({
      _tag: 'ApiUnreachable',
      message: 'GET "/apps/3/channels" at 127.0.0.1:1 failed: connect ECONNREFUSED 127.0.0.1:1',
    });
    // Who leaves aborts: nothing is left that would keep the process.
    server.channels().subscribe().unsubscribe();
  });

  const recipes: [string, (exports: Readonly<Record<string, unknown>>) => Promise<unknown>][] = [
    ['Express', ({ app: express }) => overHttp((port) => (express as Express).listen(port, '127.0.0.1'))],
    ['node:http', ({ http }) => overHttp((port) => (http as Server).listen(port, '127.0.0.1'))],
  ];
  it.each(recipes)('lets clients in with %s', async (title, use) => {
    const type = expect.stringMatching(/^application\/json/) as string;
    expect(await use((await runBlock(block(title), world)).exports)).toEqual([
      [200, type, expected()],
      [401, type, { error: 'refused' }],
    ]);
  });

  it('lets clients in with Hono', async () => {
    const { app: hono } = (await runBlock(block('Hono'), world)).exports;
    const response = await (hono as Hono).request('/pusher/auth', ask);
    expect([response.status, await response.json()]).toEqual([200, expected()]);
  });

  it('lets clients in with Next.js', async () => {
    const { POST } = (await runBlock(block('Next.js'), world)).exports;
    const response = await (POST as Handler)(new Request('http://localhost/pusher/auth', ask));
    expect([response.status, await response.json()]).toEqual([200, expected()]);
  });

  it('receives webhooks', async () => {
    const example = block('Webhooks');
    const { exports, printed } = await runBlock({ ...example, code: example.code.replace(/\/\/ → .*$/m, '') }, world);
    const body = JSON.stringify({
      time_ms: 1,
      events: [{ name: 'member_added', channel: 'presence-chatroom', user_id: 'user-3' }],
    });
    const headers = {
      'x-pusher-key': 'the-key',
      'x-pusher-signature': sign('the-secret', body),
      'content-type': 'application/json',
    };
    const post = (sent: string) =>
      (exports['POST'] as Handler)(new Request('http://localhost/hook', { method: 'POST', headers, body: sent }));
    expect((await post(body)).status).toBe(200);
    expect(printed).toEqual(promised(example));
    expect((await post(body.replace('user-3', 'user-4'))).status).toBe(401);

    // The same with Express.
    const second = blocks.find(({ code }) => code.includes("'/webhooks'"))!;
    const { hooks } = (await runBlock(second, world)).exports;
    const listening = (hooks as Express).listen(0, '127.0.0.1');
    await new Promise((resolve) => listening.once('listening', resolve));
    const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/webhooks`;
    const statusOf = async (sent: string) => (await fetch(url, { method: 'POST', headers, body: sent })).status;
    expect([await statusOf(body), await statusOf(body.replace('user-3', 'user-4'))]).toEqual([200, 401]);
    listening.close();
    listening.closeAllConnections();
  });
});
