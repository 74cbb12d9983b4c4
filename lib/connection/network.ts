import { merge, Subject } from 'rxjs';
import type { Observable } from 'rxjs';
import { ignoreElements, tap } from 'rxjs';
import { now } from '../rx/clock.js';

/** What the platform says. */
export interface Platform {
  /** Whether the machine has a network; may be silent. */
  readonly online$: Observable<boolean>;
  /** The page is back after it had stopped altogether. */
  readonly resumed$: Observable<unknown>;
}

/** What follows from it for who waits for the next attempt. */
export interface Network {
  /** To be subscribed to for as long as the rest is asked. */
  readonly watched$: Observable<never>;
  /** Emits when it makes no sense to wait any longer: there is a network again, or somebody looks at the page again. */
  readonly back$: Observable<void>;
  /** Whether there is no use in an attempt. */
  offline(): boolean;
  /** A connection has been made: a platform that says there is no network knows nothing of this one. */
  reached(): void;
  /** Ms since the page came back. */
  sinceResumed(): number;
}

export const createNetwork = ({ online$, resumed$ }: Platform): Network => {
  const back = new Subject<void>();
  let said = true;
  let offline = false;
  let resumedAt = -Infinity;
  return {
    watched$: merge(
      online$.pipe(
        tap((online) => {
          const before = said;
          said = online;
          offline = !online;
          if (online && !before) back.next();
        }),
      ),
      resumed$.pipe(
        tap(() => {
          resumedAt = now();
          if (!offline) back.next();
        }),
      ),
    ).pipe(ignoreElements()),
    back$: back.asObservable(),
    offline: () => offline,
    reached: () => {
      offline = false;
    },
    sinceResumed: () => now() - resumedAt,
  };
};
