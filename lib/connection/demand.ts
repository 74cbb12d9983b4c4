import type { Observable } from 'rxjs';
import { Subject, Subscription } from 'rxjs';
import { distinctUntilChanged, map, scan, startWith } from 'rxjs';

/** Who wants the connection: holds are counted, and `disconnect()` is a latch over all of them. */
export interface Demand {
  /** Begins with `unwanted`. For one subscriber, there from the beginning. */
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

interface Wishes {
  readonly holds: number;
  readonly latched: boolean;
}

export const createDemand = (): Demand => {
  const changes = new Subject<(wishes: Wishes) => Wishes>();
  const asked = new Subject<void>();
  const ask = () => asked.next();
  const count = (more: number) => changes.next(({ holds, latched }) => ({ holds: holds + more, latched }));
  const turn = (latched: boolean) => changes.next(({ holds }) => ({ holds, latched }));
  return {
    wanted$: changes.pipe(
      scan((wishes, change) => change(wishes), { holds: 0, latched: false }),
      map(({ holds, latched }) => (latched ? 'latched' : holds > 0 ? 'wanted' : 'unwanted')),
      startWith('unwanted' as const),
      distinctUntilChanged(),
    ),
    asked$: asked.asObservable(),
    ask,
    hold: () => {
      // Asked first: what the hold itself sets going may fail on the spot, and is not tried twice for one wish.
      ask();
      count(1);
      return new Subscription(() => count(-1));
    },
    latch: () => turn(true),
    unlatch: () => turn(false),
  };
};
