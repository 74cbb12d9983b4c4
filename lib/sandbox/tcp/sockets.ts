import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import type { Happening } from '../driver.js';
import type { Close, ConnectionId, Send } from '../engine/effect.js';
import { MAX_FRAME } from '../engine/limits.js';

// What a client that does not read may leave in memory before it is cut off (bytes).
const MAX_BACKLOG = 16 * 1_024 * 1_024;

/** Codes that stand for a close without a frame or without a code; they are never sent. */
const end = (socket: WebSocket, code: number, reason: string): void => {
  if (code === 1006) socket.terminate();
  else if (code === 1005) socket.close();
  else socket.close(code, reason);
};

/** The WebSockets of a server, as happenings and effects of an engine. */
export interface Sockets {
  readonly carryOut: (effect: Send | Close) => void;
}

export const acceptSockets = (server: Server, secure: boolean, handle: (happening: Happening) => void): Sockets => {
  const sockets = new Map<ConnectionId, WebSocket>();
  // A little more than the engine takes, so that the engine's own answer is heard wherever it can be.
  const acceptor = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME * 2, clientTracking: false });
  let count = 0;

  const accept = (socket: WebSocket, { url = '', headers }: IncomingMessage): void => {
    count += 1;
    const connection = count;
    sockets.set(connection, socket);
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (isBinary) socket.close(1003, 'Only text frames');
      else handle({ type: 'received', connection, text: (data as Buffer).toString() });
    });
    // Whatever went wrong, a close follows; but an error that nobody hears ends the process.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(connection);
      handle({ type: 'closed', connection });
    });
    handle({ type: 'opened', connection, url, secure, origin: headers.origin });
  };

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    acceptor.handleUpgrade(request, socket, head, (webSocket) => accept(webSocket, request)),
  );

  return {
    carryOut(effect) {
      const socket = sockets.get(effect.connection);
      if (socket === undefined) return;
      if (effect.type === 'close') end(socket, effect.code, effect.reason);
      else if (socket.bufferedAmount > MAX_BACKLOG) socket.terminate();
      else socket.send(effect.text);
    },
  };
};
