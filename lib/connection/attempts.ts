import { concat, defer, map, merge, NEVER, of, switchMap, tap, throwError, timeout } from 'rxjs';
import type { Observable, Observer } from 'rxjs';
import type { PusherError } from '../errors.js';
import { asPusherError } from '../errors.js';
import { ConnectionTimeout } from './errors.js';
import { reconnect } from '../rx/reconnect.js';
import { link } from './link.js';
import { createNetwork } from './network.js';
import type { PauseOptions } from './pause.js';
import { pause } from './pause.js';
import { actionAfter } from './policy.js';
import type { SessionOptions } from './session.js';
import { session } from './session.js';
import type { Link } from './state.js';
import type { Received, Socket } from './transport.js';

/** What the connection needs to know. Times in ms. */
export interface ConnectionOptions extends SessionOptions, PauseOptions {
  /** One attempt at a socket, over TLS or not. */
  readonly open: (secure: boolean, frames: Observer<Received>) => Observable<Socket>;
  readonly secure: boolean;
  /** Whether the machine has a network: while it has none no attempt follows another, and coming back ends a wait. */
  readonly online$: Observable<boolean>;
  /** Emits when a page comes back that had stopped altogether: it ends a wait, and the connection is checked. */
  readonly resumed$?: Observable<unknown>;
}

/**
 * One attempt after another; errors when there is no sense in a further one. The first is made whatever the platform says
 * of the network: somebody has asked for it, and a server on the same machine is there without. `failed` is told of each
 * that fails.
 */
export const attempts = (
  options: ConnectionOptions,
  frames: Observer<Received>,
  failed: (cause: PusherError) => void,
): Observable<Link> => {
  const { online$, resumed$ = NEVER, connectTimeout } = options;
  const { maxAttempts, minUptime } = options.reconnect;
  const sessionOptions = { ...options, check$: merge(options.check$, resumed$) };
  // A server that has asked for TLS once will ask again.
  let secure = options.secure;

  const attempt = (count: number): Observable<Link> =>
    concat(
      of(link({ status: 'connecting', attempt: count })),
      options.open(secure, frames).pipe(
        timeout({ first: connectTimeout, with: () => throwError(() => new ConnectionTimeout('open', connectTimeout)) }),
        switchMap((socket) =>
          session(socket, sessionOptions).pipe(
            map((current) => {
              const { socketId, activityTimeout } = current;
              const { transport } = socket;
              return { ...link({ status: 'connected', socketId, activityTimeout, transport }), session: current };
            }),
          ),
        ),
      ),
    );

  return defer(() => {
    const network = createNetwork({ online$, resumed$ });
    let up = false;
    const attempts$ = reconnect({
      attempt,
      pause: (error, count) => {
        const lost = up;
        up = false;
        const cause = asPusherError(error, 'connection');
        const action = actionAfter(cause);
        failed(cause);
        if (action === 'fatal' || count > maxAttempts) return throwError(() => cause);
        if (action === 'tls') secure = true;
        return pause({ cause, action, attempt: count, lost }, options, network);
      },
      isUp: (at) => at.session !== undefined,
      minUptime,
    }).pipe(
      tap(({ session: current }) => {
        if (current === undefined) return;
        up = true;
        network.reached();
      }),
    );
    return merge(network.watched$, attempts$);
  });
};
