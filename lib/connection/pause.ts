import { concat, defer, EMPTY, ignoreElements, merge, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import type { PusherError } from '../errors.js';
import type { CloseAction } from '../protocol/close-code.js';
import { invoke } from '../rx/invoke.js';
import { after, now } from '../rx/clock.js';
import { waiting } from './link.js';
import type { Network } from './network.js';
import type { ReconnectSettings } from './policy.js';
import { delayBefore, leastDelay } from './policy.js';
import type { Link } from './state.js';

/** What the pauses between attempts depend on. Times in ms. */
export interface PauseOptions {
  readonly reconnect: ReconnectSettings;
  readonly random: () => number;
  readonly pongTimeout: number;
}

/** The failure that a pause follows. */
export interface Failed {
  readonly cause: PusherError;
  readonly action: CloseAction;
  /** The attempt to come. */
  readonly attempt: number;
  /** There was a connection, and it was lost. */
  readonly lost: boolean;
}

/** How much later than a check of it (ms) a connection may be lost because the page had stopped. */
const MOMENT = 1_000;

/** A page is back, somebody looks at it, and its connection turns out to be gone: not one of many that come together. */
const isLostInStop = ({ lost, attempt, action }: Failed, network: Network, pongTimeout: number): boolean =>
  lost &&
  attempt <= 2 &&
  (action === 'backoff' || action === 'at-once') &&
  network.sinceResumed() <= pongTimeout / 4 + MOMENT;

/** Asks the option `reconnect`, where that is a function. */
const decided = (decide: NonNullable<ReconnectSettings['custom']>, { attempt, cause }: Failed): Observable<unknown> =>
  concat(
    invoke('reconnect', () => decide(attempt, cause)).pipe(ignoreElements()),
    // However fast it decides, and the attempt fails: others get their turn.
    timer(0),
  );

/**
 * What stands between a failed attempt and the next: the delay of the policy, or what the option says, and then, while
 * there is no network, until there is one. Who waits for a delay is called back by `network.back$`.
 */
export const pause = (failed: Failed, { reconnect, random, pongTimeout }: PauseOptions, network: Network) => {
  const { cause, attempt, action } = failed;
  const { custom } = reconnect;
  const began = now();
  const least = leastDelay(attempt, reconnect);
  const wait = (delay: number, until$: Observable<unknown>): Observable<Link> => waiting(attempt, delay, cause, until$);

  const first = (): Observable<Link> => {
    if (custom !== undefined) return wait(Infinity, decided(custom, failed));
    if (network.offline()) return EMPTY;
    const delay = isLostInStop(failed, network, pongTimeout)
      ? 0
      : Math.max(least, delayBefore(attempt, action, reconnect, random));
    return wait(delay, merge(timer(delay), network.back$));
  };

  return concat(
    first(),
    defer(() => (network.offline() ? wait(Infinity, network.back$) : EMPTY)),
    // Called back early, or decided early: some distance all the same.
    defer(() => {
      const rest = began + least - now();
      return rest > 0 ? after(rest).pipe(ignoreElements()) : EMPTY;
    }),
  );
};
