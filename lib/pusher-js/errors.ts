import type { PusherError } from '../index.js';

/** What `pusher:subscription_error` and `pusher:signin_error` bring. */
export interface AuthError {
  /** `AuthError` where the endpoint or the server refused; otherwise the name of an error of `rx-pusher`. */
  type: string;
  /** What went wrong, in words. */
  error: string;
  /** HTTP status: of the endpoint, or as the server gives it. */
  status?: number;
}

/** What the `error` of a connection brings. The code is where either of pusher-js's two shapes has it. */
export interface ConnectionError {
  /** `PusherError` for what the server said, `WebSocketError` for a close, `HandshakeError`, `MessageParseError`. */
  type: string;
  /** The code, if there is one, and what was said. Of a `MessageParseError` the text. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as pusher-js has it
  data: any;
  /** The same once more. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as pusher-js has it
  error: { type: string; data: any; error?: unknown };
}

interface Refusal {
  readonly _tag?: string;
  readonly cause?: unknown;
  readonly message: string;
  readonly reason?: string;
  readonly status?: unknown;
}

/** What a handler of the program's, or the network, said: under what it was wrapped in. */
const origin = (error: Refusal): Refusal =>
  /Callback|Network/.test(error._tag ?? '') ? origin(error.cause as Refusal) : error;

/** Why a subscription or a sign-in failed, as handlers get it. */
export const authError = (cause: PusherError): AuthError => {
  const { message, reason = message, status } = origin(cause);
  const type = /^Auth|Rejected$/.test(cause._tag) ? 'AuthError' : cause._tag;
  return { type, error: reason, ...(typeof status === 'number' && { status }) };
};

/** An error of a connection; `error` is what it comes from, where there is more than `data`. */
export const shaped = (type: string, data: unknown, error?: unknown): ConnectionError => ({
  type,
  data,
  error: { type: type === 'WebSocketError' ? 'PusherError' : type, data, error },
});

/** Why a connection ended, or did not come about; undefined where pusher-js says nothing either. */
export const connectionError = (cause: PusherError, wasConnected: boolean): ConnectionError | undefined => {
  const { _tag, message, code = null, reason = message } = cause as PusherError & { code?: number; reason?: string };
  // Clean, not answered, or never opened: an outage would be nothing but errors.
  const isQuiet = code === 1000 || code === 1001 || (code === 1006 && !wasConnected) || _tag === 'ConnectionTimeout';
  if (isQuiet) return undefined;
  const type = _tag === 'HandshakeError' ? _tag : 'WebSocketError';
  return shaped(type, { code, message: reason }, code === null ? cause : undefined);
};
