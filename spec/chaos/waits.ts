import { distinctUntilChanged, map, Subscription } from 'rxjs';
import { SERVER_TO_USER } from '../../lib/protocol/channel-name.js';
import type { Client } from './clients.js';
import { AUTHORIZATION_TIMEOUT, SLACK, TIMES } from './rules.js';
import type { Violate } from './rules.js';

const LIMITS: Readonly<Record<string, number>> = {
  authorizing: AUTHORIZATION_TIMEOUT,
  // The user's own channel waits for the authentication, and then for the sign-in.
  'signing in': AUTHORIZATION_TIMEOUT + TIMES.subscriptionTimeout,
  subscribing: TIMES.subscriptionTimeout,
  // Opening the socket, and then the handshake.
  connecting: 2 * TIMES.connectTimeout,
  waiting: TIMES.reconnect.maxDelay,
  disconnecting: 2_000,
  // Connected, and hearing nothing: keep-alive counts in eighths.
  quiet: 1.125 * TIMES.activityTimeout + TIMES.pongTimeout,
};

/** More than two checks in a row are apart (ms): what is beyond it is the processor's fault, and not counted. */
const TICK = 200;

/** Watches states that are to end by themselves. `check` is to be called now and then, until it is unsubscribed. */
export const watchWaits = (
  clients: readonly Client[],
  channels: readonly string[],
  violate: Violate,
): { check(): void; readonly subscription: Subscription } => {
  const subscription = new Subscription();
  const since = new Map<string, { readonly status: string; readonly at: number }>();
  const heard = new Map<Client, number>();
  let last = Date.now();
  let clock = 0;
  const at = (what: string) => (state: { readonly status: string }) => {
    const isUser = what.startsWith(SERVER_TO_USER) && state.status === 'authorizing';
    const status = isUser ? 'signing in' : state.status === 'connected' ? 'quiet' : state.status;
    if (status in LIMITS) since.set(what, { status, at: clock });
    else since.delete(what);
  };
  for (const { name, userId, pusher } of clients) {
    subscription.add(pusher.state$.subscribe(at(name)));
    for (const channel of channels)
      subscription.add(pusher.channel(channel).state$.subscribe(at(`${channel} of ${name}`)));
    const own = SERVER_TO_USER + userId;
    const user$ = pusher.channels$.pipe(
      map((states) => states.get(own) ?? { status: 'unsubscribed' }),
      distinctUntilChanged(),
    );
    subscription.add(user$.subscribe(at(`${own} of ${name}`)));
  }
  return {
    subscription,
    check: () => {
      clock += Math.min(Date.now() - last, TICK);
      last = Date.now();
      for (const client of clients) {
        if (heard.get(client) === client.heardAt()) continue;
        heard.set(client, client.heardAt());
        if (since.get(client.name)?.status === 'quiet') since.set(client.name, { status: 'quiet', at: clock });
      }
      for (const [what, { status, at: begin }] of since) {
        const time = clock - begin;
        if (time <= LIMITS[status]! + SLACK) continue;
        violate('waits end', `${what} is ${status} for ${time} ms`);
        since.delete(what);
      }
    },
  };
};
