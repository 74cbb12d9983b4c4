import type { Server } from 'node:http';
import { Observable } from 'rxjs';
import type { AddressInfo } from 'node:net';
import { ListenError } from '../errors.js';

/** Binds a server; emits its address once it listens. Unsubscribing leaves it as it is. */
export const listen = (server: Server, host: string, port: number): Observable<AddressInfo> =>
  new Observable((subscriber) => {
    const failed = (error: Error): void => subscriber.error(new ListenError(host, port, error));
    const listening = (): void => {
      subscriber.next(server.address() as AddressInfo);
      subscriber.complete();
    };
    server.once('error', failed).once('listening', listening).listen({ host, port });
    return () => server.off('error', failed).off('listening', listening);
  });
