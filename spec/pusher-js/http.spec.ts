import { NEVER } from 'rxjs';
import { httpTransports } from '../../lib/http/index.js';
import Pusher from '../../lib/pusher-js/index.js';
import type { Options } from '../../lib/pusher-js/index.js';
import type { Running } from '../sandbox/support/running.js';
import { run, until } from '../sandbox/support/running.js';

/** The address of the first request that a client makes. */
const asked = (options: Options): string => {
  const urls: string[] = [];
  const transports = httpTransports({
    fetch: (url) => {
      urls.push(url);
      return NEVER;
    },
  });
  const client = new Pusher('key', { enabledTransports: ['xhr_polling'], ...options, rx: { transports } });
  client.disconnect();
  return /^.*?(?=\/app\/)/.exec(urls[0] ?? '')?.[0] ?? client.connection.state;
};

describe("pusher-js's options for HTTP, with the transports", () => {
  it.each<[Options, string]>([
    [{ cluster: 'eu' }, 'https://sockjs-eu.pusher.com/pusher'],
    [{ cluster: 'eu', forceTLS: false }, 'http://sockjs-eu.pusher.com/pusher'],
    [{ wsHost: 'w', httpHost: 'h', httpsPort: '8443' }, 'https://h:8443/pusher'],
    [{ wsHost: 'w', httpHost: 'h', httpPort: 8080, forceTLS: false, httpPath: '/p' }, 'http://h:8080/p'],
    [{ cluster: 'eu', httpHost: null, httpPort: null, httpPath: null }, 'https://sockjs-eu.pusher.com/pusher'],
    [{ cluster: 'eu', disabledTransports: ['xhr_polling'] }, 'disconnected'],
  ])('%j lead to %s', (options, url) => expect(asked(options)).toBe(url));

  it('never lead to a stranger: a host of WebSockets alone is refused', () =>
    expect(() => asked({ cluster: 'eu', wsHost: 'own.example' })).toThrow('option httpHost'));

  it.each(['xhr_streaming', 'xhr_polling'])('carry what is subscribed over %s', async (name) => {
    const running: Running = await run();
    const { host, port } = running.sandbox;
    const client = new Pusher('app-key', {
      wsHost: host,
      httpHost: host,
      httpPort: port,
      forceTLS: false,
      enabledTransports: [name],
      rx: { transports: httpTransports() },
    });
    const heard: unknown[] = [];
    const channel = client.subscribe('a').bind('e', (data: unknown) => heard.push(data));
    await until(() => channel.subscribed, 'subscription');
    running.sandbox.publish({ channel: 'a', event: 'e', data: { n: 1 } });
    await until(() => heard.length > 0, 'event');
    expect(heard).toEqual([{ n: 1 }]);
    client.disconnect();
    running.stop();
  });
});
