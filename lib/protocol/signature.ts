import { hmac } from '@noble/hashes/hmac';
import { md5 } from '@noble/hashes/legacy';
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';

/** Text or the raw bytes of a body. */
export type Bytes = string | Uint8Array;

const bytes = (value: Bytes): Uint8Array => (typeof value === 'string' ? utf8ToBytes(value) : value);

/** HMAC-SHA256 in hexadecimal, the one signature of the protocol. */
export const sign = (secret: string, message: Bytes): string =>
  bytesToHex(hmac(sha256, utf8ToBytes(secret), bytes(message)));

/** MD5 in hexadecimal, for `body_md5`. */
export const bodyMd5 = (body: Bytes): string => bytesToHex(md5(bytes(body)));

/** What is signed for a private or a presence channel. */
export const channelMessage = (socketId: string, channel: string, channelData?: string): string =>
  channelData === undefined ? `${socketId}:${channel}` : `${socketId}:${channel}:${channelData}`;

/** What is signed for a user. */
export const userMessage = (socketId: string, userData: string): string => `${socketId}::user::${userData}`;

/** What is signed for a request to the HTTP API: keys in order, values not escaped. */
export const requestMessage = (method: string, path: string, params: Readonly<Record<string, string>>): string =>
  [
    method.toUpperCase(),
    path,
    Object.entries(params)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([name, value]) => `${name}=${value}`)
      .join('&'),
  ].join('\n');

/** Whether two signatures are the same, in a time that does not tell where they differ. */
export const sameSignature = (a: string, b: string): boolean => {
  let difference = a.length ^ b.length;
  for (let i = 0; i < b.length; i += 1) difference |= a.charCodeAt(i % (a.length || 1)) ^ b.charCodeAt(i);
  return difference === 0;
};
