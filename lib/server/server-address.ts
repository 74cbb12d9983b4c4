import { OptionError } from '../errors.js';

/** An application, and what is said of its server beside the host. */
interface App {
  /** Stands in the paths of the API. */
  readonly appId: string | number;
  /** Its public key. */
  readonly key: string;
  /** Signs requests; in no message, ever. */
  readonly secret: string;
  /** Default true. */
  readonly useTLS?: boolean;
  /** Default: the scheme's own. */
  readonly port?: number | string;
  /** Path of a server that is not at the root of its host, as `/reverb`. */
  readonly path?: string;
}

/** One URL, or its parts. */
export type ServerAddress =
  | { readonly url: string }
  | (App & { /** One of Pusher's clusters. */ readonly cluster: string; readonly host?: string })
  | (App & { /** Any other server. Comes before `cluster`. */ readonly host: string; readonly cluster?: string });

/** What an address says. */
export interface Address {
  readonly token: { readonly key: string; readonly secret: string };
  readonly origin: string;
  readonly prefix: string;
  readonly appPath: string;
}

type Options = Readonly<Record<string, unknown>>;

const text = (options: Options, field: string): string => {
  const value = options[field];
  if (value === undefined) throw new OptionError(field, 'is missing');
  if (typeof value !== 'string' || value === '') throw new OptionError(field, 'not a text');
  return value;
};

const appPathOf = (appId: string): string => {
  if (!/^[\w.~-]+$/.test(appId) || /^\.+$/.test(appId)) throw new OptionError('appId', 'not an id of an application');
  return `/apps/${appId}`;
};

// No cause and no value in these errors: the text carries the secret.
const fromUrl = (text: string): Address => {
  const refuse = (reason: string) => new OptionError('url', `${reason}; it reads https://KEY:SECRET@HOST/apps/APP_ID`);
  if (!URL.canParse(text)) throw refuse('not a URL');
  const url = new URL(text);
  const [, prefix, appId] = /^(.*)\/apps\/([^/]+)\/?$/.exec(url.pathname) ?? [];
  if (!/^https?:$/.test(url.protocol)) throw refuse('neither http nor https');
  if (url.username === '' || url.password === '') throw refuse('no key and secret in it');
  if (prefix === undefined || appId === undefined) throw refuse('no /apps/APP_ID in it');
  if (url.search !== '' || url.hash !== '') throw refuse('more than a path in it');
  const [key, secret] = [url.username, url.password].map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      throw refuse('a key or secret that is not escaped');
    }
  }) as [string, string];
  return { token: { key, secret }, origin: url.origin, prefix, appPath: appPathOf(appId) };
};

const hostOf = (options: Options): string => {
  if (options['host'] !== undefined) return text(options, 'host');
  if (options['cluster'] === undefined) throw new OptionError('cluster', 'is missing, and so is host');
  const cluster = text(options, 'cluster');
  if (!/^[A-Za-z0-9-]+$/.test(cluster)) throw new OptionError('cluster', 'not the name of a cluster');
  return `api-${cluster}.pusher.com`;
};

const portOf = (port: unknown): string => {
  if (port === undefined) return '';
  const number = typeof port === 'string' && port !== '' ? Number(port) : port;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 1 || number > 65_535)
    throw new OptionError('port', 'not a whole number from 1 to 65535');
  return `:${number}`;
};

const prefixOf = (path: unknown): string => {
  if (path === undefined) return '';
  if (typeof path !== 'string' || /[?#\s]/.test(path)) throw new OptionError('path', 'not a path');
  return path.replace(/\/+$/, '').replace(/^(?=[^/])/, '/');
};

const fromParts = (options: Options): Address => {
  const { appId, useTLS = true } = options;
  if (appId === undefined) throw new OptionError('appId', 'is missing');
  if (typeof appId !== 'string' && typeof appId !== 'number') throw new OptionError('appId', 'not a text or a number');
  if (typeof useTLS !== 'boolean') throw new OptionError('useTLS', 'not true or false');
  const host = hostOf(options);
  const port = portOf(options['port']);
  const bracketed = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const url = `${useTLS ? 'https' : 'http'}://${bracketed}${port}/`;
  if (/[/?#@\s\\]/.test(host) || !URL.canParse(url)) throw new OptionError('host', 'not the name of a host');
  return {
    token: { key: text(options, 'key'), secret: text(options, 'secret') },
    origin: new URL(url).origin,
    prefix: prefixOf(options['path']),
    appPath: appPathOf(String(appId)),
  };
};

const PARTS = ['appId', 'key', 'secret', 'useTLS', 'cluster', 'host', 'port', 'path'];

/** Where the API of an application is; throws an `OptionError` that names the field. */
export const addressOf = (options: Options): Address => {
  if (options['url'] === undefined) return fromParts(options);
  const twice = PARTS.find((part) => options[part] !== undefined);
  if (twice !== undefined) throw new OptionError(twice, 'is in the url already');
  return fromUrl(text(options, 'url'));
};
