/**
 * @jest-environment jsdom
 * @jest-environment-options {"resources": "usable", "url": "http://127.0.0.1/"}
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Pusher from '../../lib/pusher-js/index.js';
import type { Options } from '../../lib/pusher-js/index.js';

// In a document, where the requests of signatures are a page's own: by a script, or by the XMLHttpRequest of the page.

/** A socket of a server that lets in whoever has this signature. */
class Socket {
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: object) => void;
  readyState = 0;
  constructor() {
    setTimeout(() => {
      this.readyState = 1;
      this.onopen?.();
      this.say('pusher:connection_established', { socket_id: '1.2', activity_timeout: 120 });
    });
  }
  send(text: string) {
    const { event, data } = JSON.parse(text) as { event: string; data: { channel: string; auth?: string } };
    const isLetIn = event === 'pusher:subscribe' && data.auth === 'key:signature';
    if (isLetIn) setTimeout(() => this.say('pusher_internal:subscription_succeeded', {}, data.channel));
  }
  close() {
    this.readyState = 3;
    setTimeout(() => this.onclose?.({ code: 1000 }));
  }
  private say(event: string, data: object, channel?: string) {
    this.onmessage?.({ data: JSON.stringify({ event, data: JSON.stringify(data), channel }) });
  }
}

describe('in a document', () => {
  let server: Server;
  let requests: IncomingMessage[];
  let client: Pusher | undefined;
  beforeAll(
    () =>
      new Promise<void>((listening) => {
        server = createServer((request, response) => {
          requests.push(request);
          response.setHeader('access-control-allow-origin', '*');
          response.setHeader('access-control-allow-headers', '*');
          const { searchParams } = new URL(request.url ?? '', 'http://any');
          const callback = searchParams.get('callback');
          const json = '{"auth":"key:signature"}';
          response.end(callback === null ? json : `${callback}(${json})`);
        }).listen(0, '127.0.0.1', listening);
      }),
  );
  beforeEach(() => (requests = []));
  afterEach(() => client?.disconnect());
  afterAll(() => server.close());

  const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/auth`;
  const subscribed = async (options: Partial<Options>) => {
    client = new Pusher('key', { cluster: '', authEndpoint: endpoint(), rx: { WebSocketCtor: Socket }, ...options });
    const channel = client.subscribe('private-a');
    await new Promise((done, failed) => {
      channel.bind('pusher:subscription_succeeded', done);
      channel.bind('pusher:subscription_error', failed);
    });
    return channel;
  };
  const isGlobal = () => 'Pusher' in globalThis;

  it('signs by a script, and leaves no script and no global behind', async () => {
    const { subscribed: stands } = await subscribed({ authTransport: 'jsonp', auth: { params: { a: 'b' } } });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { searchParams } = new URL(requests[0]?.url ?? '', 'http://any');
    expect([stands, requests.length, searchParams.get('channel_name'), searchParams.get('a')]).toEqual([
      true,
      1,
      'private-a',
      'b',
    ]);
    expect(searchParams.get('callback')).toMatch(/^Pusher\.auth_callbacks\['\d+'\]$/);
    expect([document.querySelectorAll('script').length, isGlobal()]).toEqual([0, false]);
  });

  it('signs by a script through the class, where the class is the global of the page', async () => {
    Object.assign(globalThis, { Pusher });
    await subscribed({ channelAuthorization: { transport: 'jsonp', endpoint: endpoint() } });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([(globalThis as unknown as { Pusher: unknown }).Pusher === Pusher, Pusher.auth_callbacks]).toEqual([
      true,
      {},
    ]);
    Reflect.deleteProperty(globalThis, 'Pusher');
  });

  it('signs by the XMLHttpRequest of the page', async () => {
    await subscribed({});
    expect(requests.map(({ method }) => method).at(-1)).toBe('POST');
  });
});
