import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import EchoModule from 'laravel-echo';
import Pusher from 'pusher-js';
import { until, world } from './support/world.mjs';

const Echo = EchoModule.default ?? EchoModule;
const PAGE = join(import.meta.dirname ?? __dirname, '../../docs/migration.md');

/** The complete file of the page as a function of what it imports and of what it finds around it. */
const file = () => {
  const [, code] = /`resources\/js\/echo\.js` for Reverb:\n\n```javascript\n([^]*?)```/.exec(
    readFileSync(PAGE, 'utf8'),
  );
  const body = code
    .replaceAll(/^import .*\n/gm, '')
    .replaceAll('import.meta.env', 'env')
    .replaceAll(/^export const (\w+) =/gm, 'exports.$1 =');
  return new Function('Echo', 'Pusher', 'window', 'document', 'env', 'fetch', 'exports', body);
};

describe('resources/js/echo.js of docs/migration.md', () => {
  let here;
  const { createXHR } = Pusher.Runtime;
  beforeAll(async () => {
    here = await world();
  });
  afterAll(() => {
    Pusher.Runtime.createXHR = createXHR;
    here.stop();
  });

  it('is let in with cookies, CSRF token and later headers, and says who it is when it posts', async () => {
    const xhrs = [];
    // Requests of the page go to its own origin, which is the sandbox here.
    Pusher.Runtime.createXHR = () => {
      const xhr = createXHR.call(Pusher.Runtime);
      const open = xhr.open.bind(xhr);
      xhr.open = (method, url) => open(method, `${here.sandbox.url}${url.replace('/broadcasting', '/pusher')}`, true);
      xhrs.push(xhr);
      return xhr;
    };
    const posts = [];
    const window = {};
    const exports = {};
    const env = {
      VITE_REVERB_APP_KEY: 'app-key',
      VITE_REVERB_HOST: here.sandbox.host,
      VITE_REVERB_PORT: String(here.sandbox.port),
      VITE_REVERB_SCHEME: 'http',
    };
    const document = { querySelector: () => ({ getAttribute: () => 'csrf' }) };
    file()(Echo, Pusher, window, document, env, (...given) => posts.push(given), exports);
    exports.authorizeAs('token');

    const channel = window.Echo.private('orders.1');
    const heard = [];
    channel.listen('OrderShipped', (data) => heard.push(data));
    await new Promise((resolve) => channel.subscribed(resolve));
    await here.server.trigger('private-orders.1', 'App\\Events\\OrderShipped', { id: 1 });
    await until(() => heard.length === 1, 'the event');
    exports.post('/orders', { a: 1 });
    const socketId = window.Echo.socketId();
    window.Echo.disconnect();

    const { headers } = here.requests.find(({ url }) => url === '/pusher/auth');
    expect([heard, xhrs.map(({ withCredentials }) => withCredentials)]).toEqual([[{ id: 1 }], [true]]);
    expect(headers).toMatchObject({
      accept: expect.stringContaining('application/json'),
      'x-csrf-token': 'csrf',
      authorization: 'Bearer token',
    });
    expect(socketId).toMatch(/^\d+\.\d+$/);
    expect(posts).toEqual([
      [
        '/orders',
        expect.objectContaining({
          credentials: 'include',
          headers: { 'Content-Type': 'application/json', 'X-Socket-ID': socketId, 'X-CSRF-TOKEN': 'csrf' },
        }),
      ],
    ]);
  });
});
