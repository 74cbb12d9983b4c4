import { OptionError } from '../errors.js';
import type { Rule } from '../option-rules.js';
import { FLAG, matching, PORT, TEXT } from '../option-rules.js';
import { escapedPath, pathFault } from './api-path.js';

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

const isTextOrNumber = (value: unknown): boolean =>
  typeof value === 'string' || (Number.isSafeInteger(value) && Number(value) >= 0);

const APP_ID: Rule = [
  (value) => isTextOrNumber(value) && /^(?!\.+$)[\w.~-]+$/.test(String(value)),
  'an id of an application',
];
/** Environment variables are text. */
const PORT_OR_TEXT: Rule = [
  (value) => isTextOrNumber(value) && /^\d+$/.test(String(value)) && PORT[0](Number(value)),
  'a port from 1 to 65535',
];
const PREFIX: Rule = [
  (value) => typeof value === 'string' && pathFault(value) === undefined,
  'a path: without ? and #, white space, and segments . and ..',
];

/** What each part of an address has to be by itself. */
export const ADDRESS: Readonly<Record<'url' | keyof App | 'cluster' | 'host', Rule>> = {
  url: TEXT,
  appId: APP_ID,
  key: TEXT,
  secret: TEXT,
  cluster: matching(/^[A-Za-z0-9-]+$/, 'the name of a cluster'),
  host: matching(/^[^/?#@\s\\]+$/, 'the name of a host'),
  port: PORT_OR_TEXT,
  path: PREFIX,
  useTLS: FLAG,
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
  if (!APP_ID[0](appId)) throw refuse('its APP_ID is not an id of an application');
  if (url.search !== '' || url.hash !== '') throw refuse('more than a path in it');
  const [key, secret] = [url.username, url.password].map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      throw refuse('a key or secret that is not escaped');
    }
  }) as [string, string];
  return { token: { key, secret }, origin: url.origin, prefix, appPath: `/apps/${appId}` };
};

/** Of the options, what has been found right by itself. */
type Parts = Partial<
  Record<'url' | 'appId' | 'key' | 'secret' | 'cluster' | 'host' | 'port' | 'path', string | number>
> & {
  readonly useTLS?: boolean;
};

const needed = (parts: Parts, field: keyof Parts, besides = ''): string => {
  const value = parts[field];
  if (value === undefined) throw new OptionError(field, `is missing${besides}`);
  return String(value);
};

const hostOf = (parts: Parts): string => {
  const host = String(parts.host ?? `api-${needed(parts, 'cluster', ', and so is host')}.pusher.com`);
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
};

const prefixOf = (path: string): string => escapedPath(path.replace(/\/+$/, '').replace(/^(?=[^/])/, '/'));

const fromParts = (parts: Parts): Address => {
  const { useTLS = true, port, path = '' } = parts;
  const appPath = `/apps/${needed(parts, 'appId')}`;
  const url = `${useTLS ? 'https' : 'http'}://${hostOf(parts)}${port === undefined ? '' : `:${port}`}/`;
  if (!URL.canParse(url)) throw new OptionError('host', 'not the name of a host');
  return {
    token: { key: needed(parts, 'key'), secret: needed(parts, 'secret') },
    origin: new URL(url).origin,
    prefix: prefixOf(String(path)),
    appPath,
  };
};

/** Where the API of an application is, from parts that are right by themselves; throws an `OptionError` that names the field. */
export const addressOf = (options: Readonly<Record<string, unknown>>): Address => {
  const parts = options as Parts;
  if (parts.url === undefined) return fromParts(parts);
  const twice = Object.keys(ADDRESS).find((part) => part !== 'url' && options[part] !== undefined);
  if (twice !== undefined) throw new OptionError(twice, 'is in the url already');
  return fromUrl(needed(parts, 'url'));
};
