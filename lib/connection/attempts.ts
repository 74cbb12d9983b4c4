import { concat, defer, map, merge, NEVER, switchMap, tap, throwError, timeout } from 'rxjs';
import type { Observable, Observer } from 'rxjs';
import type { PusherError } from '../errors.js';
import { asPusherError } from '../errors.js';
import { ConnectionTimeout } from './errors.js';
import { reconnect } from '../rx/reconnect.js';
import type { Network } from './network.js';
import { createNetwork } from './network.js';
import type { PauseOptions } from './pause.js';
import { pause } from './pause.js';
import { actionAfter } from './policy.js';
import type { SessionOptions } from './session.js';
import { session } from './session.js';
import { snapshot, snapshot$ } from './snapshot.js';
import type { ConnectionSnapshot } from './state.js';
import type { Received, Socket } from './transport.js';

/** What the connection needs to know. Times in ms. */
export interface ConnectionOptions extends SessionOptions, PauseOptions {
  /** One attempt at a socket, over TLS or not. */
  readonly open: (secure: boolean, frames: Observer<Received>) => Observable<Socket>;
  readonly secure: boolean;
  /**
   * Whether the machine has a network. While it has none no attempt follows another, coming back ends a wait, and at each
   * change the connection is checked.
   */
  readonly online$: Observable<boolean>;
  /** Emits when the page was stopped altogether and goes on: it ends a wait, and the connection is checked. */
  readonly resumed$?: Observable<unknown>;
}

/**
 * One attempt after another; errors after a failure that is final. The first attempt is made even if the platform says that
 * there is no network: somebody has asked for it, and a server on the same machine needs none. `failed` is called with the
 * cause of each failure.
 */
export const attempts = (
  options: ConnectionOptions,
  frames: Observer<Received>,
  failed: (cause: PusherError) => void,
): Observable<ConnectionSnapshot> => {
  const { online$, resumed$ = NEVER, check$, connectTimeout } = options;
  const { maxAttempts, minUptime } = options.reconnect;
  // A server that has asked for TLS once will ask again.
  let secure = options.secure;

  const attempt = (count: number, { checks$ }: Network): Observable<ConnectionSnapshot> =>
    concat(
      snapshot$({ status: 'connecting', attempt: count }),
      options.open(secure, frames).pipe(
        timeout({ first: connectTimeout, with: () => throwError(() => new ConnectionTimeout('open', connectTimeout)) }),
        switchMap((socket) => session(socket, { ...options, check$: merge(check$, checks$) })),
        map((current) => {
          const { socketId, activityTimeout } = current;
          return { ...snapshot({ status: 'connected', socketId, activityTimeout }), session: current };
        }),
      ),
    );

  return defer(() => {
    const network = createNetwork({ online$, resumed$ });
    let up = false;
    const attempts$ = reconnect({
      attempt: (count) => attempt(count, network),
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
