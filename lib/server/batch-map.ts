import type { Either } from 'fp-ts/Either';
import type { ObservableInput, OperatorFunction, Subscriber } from 'rxjs';
import { defer, Observable, Subject, Subscription, takeUntil, timer } from 'rxjs';
import { keyedQueue } from './keyed-queue.js';

export interface BatchMap<A, T, R> {
  /** What to do with a value when `waiting` others wait: queue an item for it (`Right`), or answer at once (`Left`). */
  readonly admit: (value: A, waiting: number) => Either<R, T>;
  /** Sends a batch; `waiting()` is how many items wait now. */
  readonly project: (batch: readonly T[], waiting: () => number) => ObservableInput<R>;
  /** Items of one key are never in two batches under way, so that their order is kept. */
  readonly keyOf: (item: T) => string;
  /** Most items of a batch. */
  readonly size: number;
  /** Ms that an item waits for company while nothing is under way. */
  readonly within: number;
  /** Most batches under way at a time. */
  readonly concurrency: number;
}

/** Gathers items and sends them in batches to a subscriber. */
const createBatches = <A, T, R>(
  { project, keyOf, size, within, concurrency }: BatchMap<A, T, R>,
  subscriber: Subscriber<R>,
) => {
  const queue = keyedQueue(keyOf);
  let gathering = Subscription.EMPTY;
  let running = 0;
  let flushing = false;
  let end: (() => void) | undefined;

  const send = (batch: readonly T[]) => {
    running += 1;
    subscriber.add(
      defer(() => project(batch, () => queue.length)).subscribe({
        next: (result) => subscriber.next(result),
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          running -= 1;
          queue.release(batch);
          flush();
        },
      }),
    );
  };

  const flush = () => {
    // A batch that is done at once comes back here: the loop goes on with the next, and the stack stays flat.
    if (flushing) return;
    flushing = true;
    while (running < concurrency && !subscriber.closed) {
      const batch = queue.take(size);
      if (batch.length === 0) break;
      send(batch);
    }
    flushing = false;
    if (queue.length === 0 && running === 0) end?.();
  };

  return {
    waiting: () => queue.length,
    push: (item: T) => {
      queue.push(item);
      if (queue.length >= size) flush();
      else if (running < concurrency && gathering.closed) subscriber.add((gathering = timer(within).subscribe(flush)));
    },
    /** What waits is sent first. */
    endWith: (how: () => void) => {
      end = how;
      flush();
    },
  };
};

/**
 * `mergeMap` for batches. A batch leaves when it is full, when its first item has waited `within` ms, or when one before it
 * is done: what gathered meanwhile goes at once. When the source ends, in whatever way, what waits is sent first.
 */
export const batchMap =
  <A, T, R>(options: BatchMap<A, T, R>): OperatorFunction<A, R> =>
  (source) =>
    new Observable((subscriber) => {
      const { waiting, push, endWith } = createBatches(options, subscriber);
      // A source that emits all at once has to be told while it emits that nobody listens any more.
      const over$ = new Subject<void>();
      subscriber.add(() => over$.next());
      subscriber.add(
        source.pipe(takeUntil(over$)).subscribe({
          next: (value) => {
            const admitted = options.admit(value, waiting());
            if (admitted._tag === 'Left') subscriber.next(admitted.left);
            else push(admitted.right);
          },
          error: (error: unknown) => endWith(() => subscriber.error(error)),
          complete: () => endWith(() => subscriber.complete()),
        }),
      );
    });
