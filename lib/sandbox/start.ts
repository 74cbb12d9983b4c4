import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { map, Observable } from 'rxjs';
import { OptionError } from '../errors.js';
import { DEFAULT_APP, readApps } from './engine/app-options.js';
import { createEngine } from './engine/index.js';
import type { SandboxOptions } from './options.js';
import { checkSandboxOptions } from './options.js';
import type { Sandbox } from './sandbox.js';
import { attach } from './tcp/attach.js';
import { listen } from './tcp/listen.js';
import { cutter, outages } from './tcp/outage.js';

const isCloseCode = (code: number): boolean =>
  Number.isInteger(code) && ((code >= 1_000 && code <= 1_014 && code !== 1_004) || (code >= 3_000 && code <= 4_999));

const urlOf = ({ family, address, port }: AddressInfo, secure: boolean): string =>
  `${secure ? 'https' : 'http'}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;

/**
 * A Pusher-protocol server in this process, for development and tests; never for production. Speaks the WebSocket protocol
 * and the HTTP API, posts webhooks, and answers `/pusher/auth` and `/pusher/user-auth` for its own apps by granting everything.
 *
 * Emits once it listens, and never completes; errors with a `ListenError` if it cannot. Unsubscribing stops it: its sockets
 * are cut and nothing is left that would keep the process. Throws an `OptionError` for a wrong option, at the call.
 */
export const startSandbox = (options: SandboxOptions = {}): Observable<Sandbox> => {
  checkSandboxOptions(options);
  readApps(options.apps ?? [DEFAULT_APP]);
  const { host = '127.0.0.1', port = 6001, tls, random = Math.random } = options;
  return new Observable((subscriber) => {
    const engine = createEngine({ ...options, random });
    const server = tls === undefined ? createServer() : createTlsServer(tls);
    // A connection that cannot be accepted, for want of file descriptors say, does not end the process.
    server.on('error', () => undefined);
    const cut = cutter(server);
    const { handle, stop, received$, errors$ } = attach(server, engine, options);
    subscriber.add(() => {
      stop();
      server.close();
      cut();
    });
    subscriber.add(
      listen(server, host, port)
        .pipe(
          map((address): Sandbox => ({
            host: address.address,
            port: address.port,
            url: urlOf(address, tls !== undefined),
            apps: engine.apps,
            received$,
            errors$,
            snapshot: engine.snapshot,
            publish: ({ data, ...event }) =>
              handle({
                ...event,
                type: 'publish',
                data: typeof data === 'string' ? data : JSON.stringify(data ?? null),
              }),
            close(code, reason = '', connection) {
              if (!isCloseCode(code)) throw new OptionError('code', 'not the code of a close');
              handle({ type: 'disconnect', code, reason, ...(connection === undefined ? {} : { connection }) });
            },
            outage: outages(server, { host: address.address, port: address.port }, cut, subscriber),
          })),
        )
        .subscribe({
          // Whoever logs a sandbox logs no secrets.
          next: (sandbox) => subscriber.next(Object.defineProperty(sandbox, 'apps', { enumerable: false })),
          error: (error: unknown) => subscriber.error(error),
        }),
    );
  });
};
