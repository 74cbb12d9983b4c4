import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { certificate } from '../sandbox/support/certificate.js';

/** The end of TLS in front of a server that has none, as a load balancer is. */
export interface TlsEnd {
  readonly port: number;
  /** Ends the sessions there are by TLS's own farewell, which no WebSocket close goes before. */
  farewell(): void;
  stop(): void;
}

/** Listens on 127.0.0.1, and passes on what it has deciphered to the port that `target` says at the time. */
export const startTlsEnd = async (target: () => number): Promise<TlsEnd> => {
  const sessions = new Set<TLSSocket>();
  const listener = createServer(certificate, (session) => {
    const server = connect(target(), '127.0.0.1');
    sessions.add(session);
    session.pipe(server).pipe(session);
    for (const [one, other] of [
      [session, server],
      [server, session],
    ] as const) {
      one.on('error', () => undefined).on('close', () => other.destroy());
    }
    session.on('close', () => sessions.delete(session));
  });
  // A handshake that was cut is nobody's error.
  listener.on('tlsClientError', () => undefined);
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  return {
    port: (listener.address() as AddressInfo).port,
    farewell: () => sessions.forEach((session) => session.end()),
    stop: () => {
      listener.close();
      sessions.forEach((session) => session.destroy());
    },
  };
};
