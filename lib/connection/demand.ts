import type { Observable } from 'rxjs';
import { combineLatest, Subject, Subscription } from 'rxjs';
import { distinctUntilChanged, map } from 'rxjs';
import { Latest } from '../rx/latest.js';

/** Who wants the connection: holds are counted, and `disconnect()` is a latch over all of them. */
export interface Demand {
  readonly wanted$: Observable<'wanted' | 'unwanted' | 'latched'>;
  /** Emits at each new hold, also where there are others: after a failure, a new hold is what tries again. */
  readonly asked$: Observable<void>;
  /** One more who wants it, until unsubscribed. */
  hold(): Subscription;
  /** Nobody gets it, however many want it, until `unlatch`. */
  latch(): void;
  unlatch(): void;
  ask(): void;
}

export const createDemand = (): Demand => {
  const holds = new Latest(0);
  const latched = new Latest(false);
  const asked = new Subject<void>();
  const ask = () => asked.next();
  return {
    wanted$: combineLatest([holds, latched]).pipe(
      map(([count, latch]) => (latch ? 'latched' : count > 0 ? 'wanted' : 'unwanted')),
      distinctUntilChanged(),
    ),
    asked$: asked.asObservable(),
    ask,
    hold: () => {
      holds.next(holds.value + 1);
      ask();
      return new Subscription(() => holds.next(holds.value - 1));
    },
    latch: () => latched.next(true),
    unlatch: () => latched.next(false),
  };
};
