import { bodyMd5, requestMessage, sign } from '../protocol/signature.js';
import type { Settings } from './config.js';
import { ArgumentError } from './errors.js';
import { hasLoneSurrogate } from './identifiers.js';

/** Of the query, by name; the signature covers them. */
export type Params = Readonly<Record<string, string>>;

export interface SignedRequest {
  readonly method: 'GET' | 'POST';
  /** As it is on the wire: from `/apps` on, escaped. */
  readonly path: string;
  readonly params: Params;
  readonly body: string | undefined;
}

const RESERVED = new Set(['auth_key', 'auth_timestamp', 'auth_version', 'auth_signature', 'body_md5']);

// "." and ".." would be resolved by fetch, in their escaped form too, and the request go somewhere else.
const isDots = (segment: string): boolean => /^\.{1,2}$/.test(segment.replace(/%2e/gi, '.'));

/** A path below `/apps/APP_ID` as it goes over the wire. */
export const wirePath = ({ origin, appPath }: Pick<Settings, 'origin' | 'appPath'>, path: string): string => {
  if (!path.startsWith('/')) throw new ArgumentError('path', 'does not begin with /');
  if (/[?#\\]/.test(path)) throw new ArgumentError('path', 'more than a path; the query goes into params');
  if (path.split('/').some(isDots)) throw new ArgumentError('path', '. and .. cannot be part of it');
  return new URL(`${origin}${appPath}${path}`).pathname;
};

/** Parameters nobody but the signature may set are refused. */
export const checkParams = (params: Params): Params => {
  for (const [name, value] of Object.entries(params)) {
    if (RESERVED.has(name.toLowerCase())) throw new ArgumentError('params', `${name} is set by the signature`);
    if (hasLoneSurrogate(name + value)) throw new ArgumentError('params', 'half of a character in them');
  }
  return params;
};

// A comma may stand in a query, and does in every `info`.
const escape = (value: string): string => encodeURIComponent(value).replaceAll('%2C', ',');

/** The URL of a request, signed for `timestamp` (s). Values are escaped in the URL, and signed as they are. */
export const signedUrl = (
  { token, origin, prefix }: Pick<Settings, 'token' | 'origin' | 'prefix'>,
  timestamp: number,
  { method, path, params, body }: SignedRequest,
): string => {
  const all: Params = {
    ...params,
    auth_key: token.key,
    auth_timestamp: String(timestamp),
    auth_version: '1.0',
    ...(body === undefined ? {} : { body_md5: bodyMd5(body) }),
  };
  const query = Object.entries(all)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${escape(name)}=${escape(value)}`);
  const signature = sign(token.secret, requestMessage(method, path, all));
  return `${origin}${prefix}${path}?${query.join('&')}&auth_signature=${signature}`;
};
