import { merge, Subject } from 'rxjs';
import type { Observable } from 'rxjs';
import { ignoreElements, tap } from 'rxjs';
import { now } from '../rx/clock.js';

/** What the platform says. */
export interface Platform {
  /** Whether the machine has a network; may be silent. */
  readonly online$: Observable<boolean>;
  /** Emits when the page was stopped altogether, and goes on. */
  readonly resumed$: Observable<unknown>;
}

/** What that means for the connection. */
export interface Network {
  /** Emits nothing. While nobody is subscribed to it, the platform is not listened to and the rest is out of date. */
  readonly watched$: Observable<never>;
  /** Emits when a connection that seems to be there may be dead: the network has changed, or the page goes on. */
  readonly checks$: Observable<void>;
  /** Emits when waiting should end: there is a network again, or the page goes on. */
  readonly back$: Observable<void>;
  /** Whether no attempt should be made. */
  offline(): boolean;
  /** To be called when there is a connection: if the platform said that there is no network, it was wrong. */
  reached(): void;
  /** Ms since the page went on. */
  sinceResumed(): number;
}

export const createNetwork = ({ online$, resumed$ }: Platform): Network => {
  const checks = new Subject<void>();
  const back = new Subject<void>();
  /** What the platform said last. `offline` is what is made of it. */
  let said: boolean | undefined;
  let offline = false;
  let resumedAt = -Infinity;

  const changed = (online: boolean) => {
    const before = said;
    said = online;
    offline = !online;
    // The first value is the present, and no change.
    if (before !== undefined) checks.next();
    if (online && before === false) back.next();
  };
  const resumed = () => {
    resumedAt = now();
    checks.next();
    if (!offline) back.next();
  };

  return {
    watched$: merge(online$.pipe(tap(changed)), resumed$.pipe(tap(resumed))).pipe(ignoreElements()),
    checks$: checks,
    back$: back,
    offline: () => offline,
    reached: () => {
      offline = false;
    },
    sinceResumed: () => now() - resumedAt,
  };
};
