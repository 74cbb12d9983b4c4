import { concat, defer, EMPTY, ignoreElements, merge, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import type { PusherError } from '../errors.js';
import type { CloseAction } from '../protocol/close-code.js';
import { invoke } from '../rx/invoke.js';
import { after, now } from '../rx/clock.js';
import type { Network } from './network.js';
import type { ReconnectSettings } from './policy.js';
import { delayBefore, leastDelay } from './policy.js';
import { waiting } from './snapshot.js';
import type { ConnectionSnapshot } from './state.js';

/** What the pauses between attempts depend on. Times in ms. */
export interface PauseOptions {
  readonly reconnect: ReconnectSettings;
  readonly random: () => number;
  readonly pongTimeout: number;
}

/** The failure that a pause follows. */
export interface Failure {
  readonly cause: PusherError;
  readonly action: CloseAction;
  /** The attempt to come. */
  readonly attempt: number;
  /** There was a connection, and it was lost. */
  readonly lost: boolean;
}

/** Ms on top of the time of a check, for a loss to count as found by that check. */
const MARGIN = 1_000;

/** Whether the page was stopped, goes on, and finds its connection gone: then this one client alone comes back now. */
const isLostWhileStopped = ({ lost, attempt, action }: Failure, network: Network, pongTimeout: number): boolean =>
  lost &&
  attempt <= 2 &&
  (action === 'backoff' || action === 'at-once') &&
  network.sinceResumed() <= pongTimeout / 4 + MARGIN;

/** Asks the option `reconnect`, where that is a function. */
const decided = (decide: NonNullable<ReconnectSettings['custom']>, { attempt, cause }: Failure): Observable<unknown> =>
  concat(
    invoke('reconnect', () => decide(attempt, cause)).pipe(ignoreElements()),
    // However fast it decides and the attempt fails, the event loop gets a turn.
    timer(0),
  );

/**
 * What stands between a failed attempt and the next: the delay of the policy, which `network.back$` cuts short, or the
 * decision of the option `reconnect`; then, while there is no network, the wait for one.
 */
export const pause = (failure: Failure, { reconnect, random, pongTimeout }: PauseOptions, network: Network) => {
  const { cause, attempt, action } = failure;
  const { custom } = reconnect;
  const began = now();
  const least = leastDelay(attempt, reconnect);
  const wait = (delay: number, until$: Observable<unknown>): Observable<ConnectionSnapshot> =>
    waiting(attempt, delay, cause, until$);

  const first = (): Observable<ConnectionSnapshot> => {
    if (custom !== undefined) return wait(Infinity, decided(custom, failure));
    if (network.offline()) return EMPTY;
    const delay = isLostWhileStopped(failure, network, pongTimeout)
      ? 0
      : Math.max(least, delayBefore(attempt, action, reconnect, random));
    return wait(delay, merge(timer(delay), network.back$));
  };

  return concat(
    first(),
    defer(() => (network.offline() ? wait(Infinity, network.back$) : EMPTY)),
    // If that took less than the shortest delay: the rest of it.
    defer(() => {
      const rest = began + least - now();
      return rest > 0 ? after(rest).pipe(ignoreElements()) : EMPTY;
    }),
  );
};
