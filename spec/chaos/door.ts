/** What becomes of a new connection. */
export type Door =
  | 'open'
  /** Nobody listens. */
  | 'refuse'
  /** Accepted, and then nothing. */
  | 'silent'
  /** Half of the server's first answer, then a reset: in the upgrade, or with TLS in its handshake. */
  | 'half'
  /** An HTTP response to whatever is asked. */
  | { readonly status: 400 | 503 }
  | { readonly redirect: string };

const REASONS = { 400: 'Bad Request', 503: 'Service Unavailable' };

/** What is said to whoever comes to a door that leads nowhere, if anything is. */
export const answerOf = (door: Door): string | undefined => {
  if (typeof door === 'string') return undefined;
  const [status, header] =
    'status' in door ? [`${door.status} ${REASONS[door.status]}`, ''] : ['302 Found', `Location: ${door.redirect}\r\n`];
  return `HTTP/1.1 ${status}\r\n${header}Content-Length: 0\r\nConnection: close\r\n\r\n`;
};
