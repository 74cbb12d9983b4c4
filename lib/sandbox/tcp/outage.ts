import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Observable, Subscription } from 'rxjs';
import { ignoreElements, mergeMap, ReplaySubject, timer } from 'rxjs';
import { listen } from './listen.js';

/** Ends a server's connections, those of requests and those of WebSockets alike, without a farewell. */
export const cutter = (server: Server): (() => void) => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
};

/** Goes away, and comes back on the same port. One that is called while another lasts starts its time anew. */
export const outages = (
  server: Server,
  address: { readonly host: string; readonly port: number },
  cut: () => void,
  lifetime: Subscription,
): ((duration: number) => Observable<never>) => {
  let over = new ReplaySubject<never>(1);
  let current: Subscription | undefined;
  return (duration) => {
    if (current === undefined || current.closed) over = new ReplaySubject<never>(1);
    current?.unsubscribe();
    server.close();
    cut();
    current = timer(duration)
      .pipe(
        mergeMap(() => listen(server, address.host, address.port)),
        ignoreElements(),
      )
      .subscribe(over);
    lifetime.add(current);
    return over.asObservable();
  };
};
