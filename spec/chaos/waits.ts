import { asyncScheduler, Subscription } from 'rxjs';
import type { Client } from './clients.js';
import { AUTHORIZATION_TIMEOUT, TIMES } from './rules.js';
import type { Violate } from './rules.js';

// What two busy cores may add to a timer (ms).
const SLACK = 1_500;

const LIMITS: Readonly<Record<string, number>> = {
  authorizing: AUTHORIZATION_TIMEOUT,
  subscribing: TIMES.subscriptionTimeout,
  // Opening the socket, and then the handshake.
  connecting: 2 * TIMES.connectTimeout,
  waiting: TIMES.reconnect.maxDelay,
  disconnecting: 2_000,
};

/** Watches states that are to end by themselves. `check` is to be called now and then, until it is unsubscribed. */
export const watchWaits = (
  clients: readonly Client[],
  channels: readonly string[],
  violate: Violate,
): { check(): void; readonly subscription: Subscription } => {
  const subscription = new Subscription();
  const since = new Map<string, { readonly status: string; readonly at: number }>();
  const at = (what: string) => (state: { readonly status: string }) => {
    if (state.status in LIMITS) since.set(what, { status: state.status, at: asyncScheduler.now() });
    else since.delete(what);
  };
  for (const { name, pusher } of clients) {
    subscription.add(pusher.state$.subscribe(at(name)));
    for (const channel of channels)
      subscription.add(pusher.channel(channel).state$.subscribe(at(`${channel} of ${name}`)));
  }
  return {
    subscription,
    check: () => {
      for (const [what, { status, at: begin }] of since) {
        const time = asyncScheduler.now() - begin;
        if (time <= LIMITS[status]! + SLACK) continue;
        violate('waits end', `${what} is ${status} for ${time} ms`);
        since.delete(what);
      }
    },
  };
};
