import type { PusherError } from '../index.js';
import { AuthorizationCallbackError, AuthorizationError, AuthorizationNetworkError, CallbackError } from '../index.js';

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

/** What a handler of the program's said, under what it was wrapped in. */
const origin = (error: unknown): unknown =>
  error instanceof AuthorizationCallbackError || error instanceof CallbackError ? origin(error.cause) : error;

/** Why a subscription or a sign-in failed, as handlers get it. */
export const authError = (cause: PusherError): AuthError => {
  const { message, reason = message, status } = origin(cause) as { message: string; reason?: string; status?: unknown };
  const type = cause instanceof AuthorizationError || cause._tag.endsWith('Rejected') ? 'AuthError' : cause._tag;
  if (typeof status === 'number') return { type, error: reason, status };
  return { type, error: reason, ...(cause instanceof AuthorizationNetworkError && { status: 0 }) };
};

/** An error of a connection; `error` is what it comes from, where there is more than `data`. */
export const shaped = (type: string, data: unknown, error?: unknown): ConnectionError => ({
  type,
  data,
  error: { type: type === 'WebSocketError' ? 'PusherError' : type, data, ...(error !== undefined && { error }) },
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
