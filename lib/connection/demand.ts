import type { Observable } from 'rxjs';
import { Subject, Subscription } from 'rxjs';
import { distinctUntilChanged, startWith } from 'rxjs';

/** The state that the connection is to reach, by the wish of all together. */
export type DesiredState = 'idle' | 'connected' | 'disconnected';

/** Who wants the connection. Holds are counted; `disconnect()` goes before all of them. */
export interface Demand {
  /** Begins with `idle`. For one subscriber, there from the beginning. */
  readonly desired$: Observable<DesiredState>;
  /** Emits at each new hold, also where there are others: after a failure, a new hold is what tries again. */
  readonly retry$: Observable<void>;
  /** One more who wants it, until unsubscribed. */
  hold(): Subscription;
  /** No connection, however many hold it, until `connect()`. */
  disconnect(): void;
  connect(): void;
  /** Tries again after a final failure. */
  retry(): void;
}

export const createDemand = (): Demand => {
  const changes = new Subject<DesiredState>();
  const retries = new Subject<void>();
  let holds = 0;
  let isDisconnected = false;

  const changed = () => changes.next(isDisconnected ? 'disconnected' : holds > 0 ? 'connected' : 'idle');
  const addHolds = (more: number) => {
    holds += more;
    changed();
  };
  const setDisconnected = (next: boolean) => {
    isDisconnected = next;
    changed();
  };
  const retry = () => retries.next();

  return {
    desired$: changes.pipe(startWith('idle' as const), distinctUntilChanged()),
    retry$: retries,
    retry,
    hold: () => {
      // Before the count changes: if that starts an attempt which fails at once, this hold is not taken for another try.
      retry();
      addHolds(1);
      return new Subscription(() => addHolds(-1));
    },
    disconnect: () => setDisconnected(true),
    connect: () => setDisconnected(false),
  };
};
