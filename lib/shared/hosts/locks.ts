import { firstValueFrom, Observable, Subject } from 'rxjs';

/** How a lock is asked for: in its turn, only if it is free, or away from whoever has it. */
export type Manner = 'wait' | 'if free' | 'steal';

const OPTIONS: Readonly<Record<Manner, (signal: AbortSignal) => LockOptions>> = {
  wait: (signal) => ({ signal }),
  'if free': () => ({ ifAvailable: true }),
  steal: () => ({ steal: true }),
};

/**
 * A lock of the browser's, for all tabs of the origin. Emits true once it is held; unsubscribing lets it go, or leaves the
 * queue. One that is asked for if free emits false where it is not, and completes. Errors when it is stolen.
 */
export const hold = (name: string, manner: Manner = 'wait'): Observable<boolean> =>
  new Observable((subscriber) => {
    const abort = new AbortController();
    const released = new Subject<void>();
    navigator.locks
      .request(name, OPTIONS[manner](abort.signal), (lock) => {
        subscriber.next(lock !== null);
        if (lock === null) return undefined;
        // One that was unsubscribed as it was granted is let go at once.
        return firstValueFrom(released, { defaultValue: undefined });
      })
      .then(
        () => subscriber.complete(),
        (error: unknown) => subscriber.error(error),
      );
    return () => {
      released.complete();
      abort.abort();
    };
  });

/** Whether the platform has locks: browsers do, on secure pages. */
export const hasLocks = (): boolean => {
  const { navigator: its } = globalThis as { readonly navigator?: { readonly locks?: unknown } };
  return its?.locks !== undefined;
};
