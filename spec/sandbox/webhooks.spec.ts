import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import Pusher from 'pusher';
import { TestScheduler } from 'rxjs/testing';
import WebSocket from 'ws';
import type { PusherError } from '../../lib/errors.js';
import { post } from '../../lib/sandbox/tcp/webhooks.js';
import { app } from './support/bed.js';
import { run, until } from './support/running.js';

interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly rawBody: string;
}

/** A receiver of webhooks that answers with the statuses given, then with 200. */
const receiver = async (...statuses: number[]) => {
  const deliveries: Delivery[] = [];
  const server = createServer((request, response) => {
    void text(request).then((rawBody) => {
      deliveries.push({ headers: request.headers, rawBody });
      response.writeHead(statuses.shift() ?? 200).end('thanks');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, deliveries, stop };
};

const pusher = new Pusher({ appId: 'app-id', key: 'app-key', secret: 'app-secret', host: '127.0.0.1' });

describe('webhooks over HTTP', () => {
  it('are what the official library takes for valid, and not with a byte changed', async () => {
    const { url, deliveries, stop } = await receiver();
    const { sandbox, stop: stopSandbox } = await run({ apps: [app({ webhooks: [{ url }] })] });
    try {
      const socket = new WebSocket(`ws://127.0.0.1:${sandbox.port}/app/app-key?protocol=7&client=spec&version=1.0`);
      socket.on('open', () => socket.send('{"event":"pusher:subscribe","data":{"channel":"cache-a"}}'));
      await until(() => deliveries.length > 0, 'webhook');
      socket.terminate();
      const webhook = pusher.webhook(deliveries[0]!);
      expect(webhook.isValid()).toBe(true);
      expect(webhook.getEvents()).toEqual([
        { name: 'channel_occupied', channel: 'cache-a' },
        { name: 'cache_miss', channel: 'cache-a' },
        { name: 'subscription_count', channel: 'cache-a', subscription_count: 1 },
      ]);
      expect(Math.abs(webhook.getTime().getTime() - Date.now())).toBeLessThan(60_000);
      const { headers, rawBody } = deliveries[0]!;
      expect(pusher.webhook({ headers, rawBody: rawBody.replace('cache-a', 'cache-b') }).isValid()).toBe(false);
    } finally {
      stopSandbox();
      stop();
    }
  });

  it('are tried again while the answer is not 2xx', async () => {
    const { url, deliveries, stop } = await receiver(500);
    const { sandbox, stop: stopSandbox } = await run({ apps: [app({ webhooks: [{ url, events: ['cache_miss'] }] })] });
    try {
      const socket = new WebSocket(`ws://127.0.0.1:${sandbox.port}/app/app-key?protocol=7`);
      socket.on('open', () => socket.send('{"event":"pusher:subscribe","data":{"channel":"cache-a"}}'));
      await until(() => deliveries.length > 1, 'second attempt');
      socket.terminate();
      expect(deliveries[1]?.rawBody).toBe(deliveries[0]?.rawBody);
    } finally {
      stopSandbox();
      stop();
    }
  });
});

describe('a webhook that nobody takes', () => {
  const realFetch = globalThis.fetch;
  afterEach(() => {
    globalThis.fetch = realFetch;
  });
  const effect = { type: 'webhook', url: 'http://127.0.0.1:1/hook', headers: {}, body: '{}' } as const;

  it('is given up after growing delays of four minutes and a quarter, with an error that names the URL', () => {
    // A thenable that fails at once: a Promise would never come in virtual time.
    const failing = { then: (_: unknown, refuse: (error: Error) => void) => refuse(new Error('refused')) };
    globalThis.fetch = (() => ({ then: () => failing })) as never;
    const errors: [number, PusherError][] = [];
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(() => {
      post(effect).subscribe((error) => errors.push([scheduler.now(), error]));
    });
    expect(errors).toMatchObject([[255_000, { _tag: 'WebhookNotTaken', url: effect.url }]]);
  });
});
