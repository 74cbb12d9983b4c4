import type { HttpAddress, HttpOptions, PusherJsHttpOptions } from '../connection/transports.js';
import { OptionError } from '../errors.js';
import type { Endpoint } from '../protocol/url.js';

/** Where the HTTP transports of one of Pusher's clusters are. */
const clusterHost = (cluster: string): string => `sockjs-${cluster}.pusher.com`;

/** Where to go, over TLS or not. Throws an `OptionError` where nobody has said so: never to a stranger's host. */
export const endpointOf = (address: HttpAddress): ((secure: boolean) => Endpoint) => {
  const { cluster, wsHost, httpHost, httpPort, httpsPort, httpPath = '/pusher' } = address;
  if (httpHost === undefined && wsHost !== undefined)
    throw new OptionError('httpHost', 'missing: with wsHost the transports of HTTP need theirs');
  const host = httpHost ?? clusterHost(cluster ?? '');
  return (secure) => ({ host, port: (secure ? httpsPort : httpPort) ?? (secure ? 443 : 80), path: httpPath });
};

/** Where options for pusher-js lead: with a `wsHost` to their `httpHost` alone. */
export const fromPusherJs = (options: PusherJsHttpOptions): HttpOptions => {
  const { cluster, wsHost, httpHost, httpPort, httpsPort, httpPath } = options;
  return {
    ...((httpHost || !wsHost) && { httpHost: String(httpHost || clusterHost(String(cluster ?? ''))) }),
    httpPort: Number(httpPort) || 80,
    httpsPort: Number(httpsPort) || 443,
    httpPath: String(httpPath || '/pusher'),
  };
};

/** The URLs of one session, from that of a WebSocket at the same place. */
export interface SessionUrls {
  /** To wait for frames; another each time. */
  readonly receive: (time: number) => string;
  readonly send: (time: number) => string;
  /** The same session at the host that the server has chosen. */
  readonly at: (hostname: string) => SessionUrls;
}

const NAME = 8;
const SERVERS = 1_000;

/** Whoever knows it can read along: not from a generator that can be guessed. */
const sessionName = (): string => {
  const [server = 0, ...letters] = globalThis.crypto.getRandomValues(new Uint32Array(NAME + 1));
  return `${server % SERVERS}/${letters.map((letter) => (letter % 32).toString(32)).join('')}`;
};

const urlsAt = (base: string, query: string, kind: 'xhr_streaming' | 'xhr', session: string): SessionUrls => {
  let count = 0;
  const unique = (time: number) => `t=${time}&n=${(count += 1)}`;
  return {
    receive: (time) => `${base}/${session}/${kind}${query}&${unique(time)}`,
    send: (time) => `${base}/${session}/xhr_send?${unique(time)}`,
    at: (hostname) =>
      urlsAt(base.replace(/^(https?:\/\/)[^/]*?(:\d+)?(?=\/)/, `$1${hostname}$2`), query, kind, session),
  };
};

/** Those of a new session; `url` is that of a WebSocket. */
export const sessionUrls = (url: string, kind: 'xhr_streaming' | 'xhr'): SessionUrls => {
  const [base = '', query = ''] = url.replace(/^ws/, 'http').split('?');
  return urlsAt(base, `?${query}`, kind, sessionName());
};

/** A host as a server may choose one: nothing that leads out of its place in the URL. */
export const isHostname = (hostname: string): boolean => /^(?:[\w-]+\.)*[\w-]+$|^\[[\da-f:.]+\]$/i.test(hostname);
