/** A socket that closed without a close frame, or never opened (RFC 6455). */
export const ABNORMAL = 1006;

/**
 * What follows a close of the socket:
 * - `fatal`: not tried again, the server would refuse it again;
 * - `backoff`: tried again after a growing delay;
 * - `slow`: tried again after the longest delay;
 * - `at-once`: tried again soon, spread over the shortest delay;
 * - `tls`: tried again at once, over TLS.
 */
export type CloseAction = 'fatal' | 'backoff' | 'slow' | 'at-once' | 'tls';

/**
 * The bands of Pusher's documentation, with two cases milder than pusher-js takes them: 4004 (over the connection quota)
 * passes with time, and a code of 4300 and up is one that nobody has defined as final.
 */
export const closeAction = (code: number): CloseAction => {
  if (code === 4000) return 'tls';
  if (code === 4004) return 'slow';
  if (code > 4000 && code < 4100) return 'fatal';
  if (code >= 4200 && code < 4300) return 'at-once';
  return 'backoff';
};
