import type { Server } from 'node:http';
import { Observable } from 'rxjs';
import type { AddressInfo } from 'node:net';
import { ListenError } from '../errors.js';

/** Binds a server; emits its address once it listens. Unsubscribing before then has it closed as soon as it does. */
export const listen = (server: Server, host: string, port: number): Observable<AddressInfo> =>
  new Observable((subscriber) => {
    const failed = (error: Error): void => {
      server.off('listening', listening);
      subscriber.error(new ListenError(host, port, error));
    };
    const listening = (): void => {
      server.off('error', failed);
      if (subscriber.closed) server.close();
      else {
        subscriber.next(server.address() as AddressInfo);
        subscriber.complete();
      }
    };
    server.once('error', failed).once('listening', listening).listen({ host, port });
  });
