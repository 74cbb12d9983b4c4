import { bodyMd5, requestMessage, sameSignature, sign } from '../../../protocol/signature.js';
import type { Request } from '../input.js';
import type { App } from '../state.js';
import type { Target } from '../target.js';
import type { Answer } from './answer.js';
import { failure } from './answer.js';

// How far the clock of the sender may be from ours (s).
const CLOCK_SKEW = 600;

const unauthorized = (message: string) => failure(401, message);

/** Why a request to the HTTP API is not taken; undefined if it is signed as it should be. */
export const refusal = (app: App, { method, body }: Request, { path, query }: Target): Answer | undefined => {
  const { auth_signature: signature = '', ...params } = Object.fromEntries(query);
  const { key, secret, enabled } = app.settings;
  if (params['auth_key'] !== key) return unauthorized('Unknown auth_key');
  if (params['auth_version'] !== '1.0') return unauthorized('auth_version is not 1.0');
  const timestamp = params['auth_timestamp'] ?? '';
  const now = Math.floor(app.host.now() / 1_000);
  if (!/^\d+$/.test(timestamp) || Math.abs(Number(timestamp) - now) > CLOCK_SKEW)
    return unauthorized(`Timestamp expired: auth_timestamp is not within ${CLOCK_SKEW} s of the server's time ${now}`);
  const md5 = params['body_md5'];
  if (body.length > 0 ? md5 !== bodyMd5(body) : md5 !== undefined && md5 !== bodyMd5(body))
    return unauthorized('body_md5 is not that of the body');
  if (!sameSignature(signature, sign(secret, requestMessage(method, path, params))))
    return unauthorized('Invalid signature');
  return enabled ? undefined : failure(403, 'The app is disabled');
};
