import type { Fifo } from './fifo.js';
import { fifo } from './fifo.js';

/** A queue that gives out batches so that no key is in two of them at a time. Order is kept for each key. */
export interface KeyedQueue<T> {
  /** How many items wait. */
  readonly length: number;
  push(item: T): void;
  /** Up to `most` items whose keys are not out already; their keys are out until `release`. */
  take(most: number): readonly T[];
  release(batch: readonly T[]): void;
}

export const keyedQueue = <T>(keyOf: (item: T) => string): KeyedQueue<T> => {
  const line = fifo<T>();
  const out = new Set<string>();
  // What came while its key was out. An item is moved here once at most, so that a busy key costs the others nothing.
  const held = new Map<string, Fifo<T>>();
  let length = 0;

  const takeHeld = (batch: T[], most: number) => {
    for (const [key, items] of held) {
      if (batch.length === most) return;
      if (out.has(key)) continue;
      while (batch.length < most && items.length > 0) batch.push(items.shift() as T);
      if (items.length === 0) held.delete(key);
    }
  };

  const takeNew = (batch: T[], most: number) => {
    while (batch.length < most && line.length > 0) {
      const item = line.shift() as T;
      const key = keyOf(item);
      const mates = held.get(key) ?? (out.has(key) ? fifo<T>() : undefined);
      if (mates === undefined) batch.push(item);
      else {
        mates.push(item);
        held.set(key, mates);
      }
    }
  };

  return {
    get length() {
      return length;
    },
    push: (item) => {
      line.push(item);
      length += 1;
    },
    take: (most) => {
      const batch: T[] = [];
      takeHeld(batch, most);
      takeNew(batch, most);
      for (const item of batch) out.add(keyOf(item));
      length -= batch.length;
      return batch;
    },
    release: (batch) => {
      for (const item of batch) out.delete(keyOf(item));
    },
  };
};
