import { bodyMd5, requestMessage, sign } from '../protocol/signature.js';
import type { Settings } from './config.js';

/** A query by name, without what the signature sets. */
type Query = Readonly<Record<string, string>>;

export interface SignedRequest {
  readonly method: 'GET' | 'POST';
  /** As it is on the wire: from `/apps` on, escaped. */
  readonly path: string;
  readonly params: Query;
  readonly body: string | undefined;
}

// A comma may stand in a query, and does in every `info`.
const escape = (value: string): string => encodeURIComponent(value).replaceAll('%2C', ',');

/** The URL of a request, signed for `timestamp` (s). Values are escaped in the URL, and signed as they are. */
export const signedUrl = (
  { token, origin, prefix }: Pick<Settings, 'token' | 'origin' | 'prefix'>,
  timestamp: number,
  { method, path, params, body }: SignedRequest,
): string => {
  const all: Query = {
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
