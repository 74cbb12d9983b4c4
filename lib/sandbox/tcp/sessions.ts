import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Receiver } from '../http/session.js';
import type { Sessions } from '../http/sessions.js';
import type { SessionTarget } from '../http/target.js';
import { sessionTarget } from '../http/target.js';
import { readBody } from './body.js';

// What a client that does not read may leave in memory before it is cut off (bytes).
const MAX_BACKLOG = 16 * 1_024 * 1_024;

/** Whoever asks may read the answer: what decides about origins is the engine, which closes. */
const headersFor = ({ headers }: IncomingMessage) => ({
  'access-control-allow-origin': headers.origin ?? '*',
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
  'access-control-max-age': '7200',
  vary: 'origin',
  'cache-control': 'no-store, no-transform',
});

const receiverOf = (response: ServerResponse, streaming: boolean): Receiver => ({
  streaming,
  write: (text) => {
    response.write(text);
    if (response.writableLength > MAX_BACKLOG) response.destroy();
  },
  end: () => response.end(),
  drop: () => response.destroy(),
});

const send = (sessions: Sessions, target: SessionTarget, incoming: IncomingMessage, response: ServerResponse): void =>
  readBody(incoming, (body) => {
    response.writeHead(body === undefined ? 413 : sessions.send(target, body.toString()), headersFor(incoming)).end();
  });

const receive = (
  sessions: Sessions,
  target: SessionTarget,
  secure: boolean,
  incoming: IncomingMessage,
  response: ServerResponse,
): void => {
  incoming.resume();
  const { origin } = incoming.headers;
  response.writeHead(200, { ...headersFor(incoming), 'content-type': 'text/plain; charset=utf-8' });
  // At once, though there may be nothing to say for a while: the client learns that this one has taken over.
  response.flushHeaders();
  const gone = sessions.receive(target, { origin, secure }, receiverOf(response, target.kind === 'xhr_streaming'));
  response.on('close', gone);
};

/** Answers the requests of HTTP streaming and polling; says of any other that it is none. */
export const acceptSessions =
  (sessions: Sessions, secure: boolean) =>
  (incoming: IncomingMessage, response: ServerResponse): boolean => {
    const target = sessionTarget(incoming.url ?? '');
    if (target === undefined) return false;
    if (incoming.method === 'OPTIONS') response.writeHead(204, headersFor(incoming)).end();
    else if (incoming.method !== 'POST') response.writeHead(405, headersFor(incoming)).end('Only POST\n');
    else if (target.kind === 'xhr_send') send(sessions, target, incoming, response);
    else receive(sessions, target, secure, incoming, response);
    return true;
  };
