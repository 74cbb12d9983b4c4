import type { Either } from 'fp-ts/Either';
import { left, right } from 'fp-ts/Either';
import type { Observable, OperatorFunction } from 'rxjs';
import { catchError, map, of } from 'rxjs';
import type { PusherError } from '../errors.js';
import { asPusherError } from '../errors.js';
import type { Rule } from '../option-rules.js';
import { checkOptions, COUNT, PAUSE } from '../option-rules.js';
import { batchMap } from './batch-map.js';
import { ArgumentError, QueueOverflow } from './errors.js';
import type { BatchEntry, BatchEvent } from './event-body.js';
import { MAX_BATCH } from './event-body.js';
import type { BatchResult } from './results.js';

/** How `publish()` puts events together. */
export interface PublishOptions {
  /** Most events of a request, 1 to 10. Default 10. */
  readonly size?: number;
  /** Ms that an event waits for others while no request is under way. Default 5. */
  readonly within?: number;
  /** Most requests under way at a time. Default 1. The events of one channel are never in two of them. */
  readonly concurrency?: number;
  /** Most values waiting for their request; what comes on top fails with `QueueOverflow`. Default: no limit. */
  readonly maxQueued?: number;
}

/**
 * What became of some values of the source: they were `published` in one request, or `failed` with one error. Each value is in
 * exactly one of these. `events` are what `toEvent` made of the values (none where it threw); `queued` is how many values
 * waited for a request at that moment: a number that grows says that the source is faster than the API.
 */
export type Published<T> = {
  readonly values: readonly T[];
  readonly events: readonly BatchEvent[];
  readonly queued: number;
} & (
  | { readonly status: 'published'; readonly result: BatchResult }
  | { readonly status: 'failed'; readonly error: PusherError }
);

/** What `publish()` needs of the API. */
export interface Publisher {
  /** Checks an event, and throws what is wrong with it. */
  readonly toEntry: (event: BatchEvent) => BatchEntry;
  readonly send: (entries: readonly BatchEntry[]) => Observable<BatchResult>;
}

interface Item<T> {
  readonly value: T;
  readonly event: BatchEvent;
  readonly entry: BatchEntry;
}

const WHOLE_TIME: Rule = [(value) => Number.isInteger(value) && PAUSE[0](value), 'a whole number of ms'];
const SIZE: Rule = [(value) => COUNT[0](value) && Number(value) <= MAX_BATCH, `a whole number from 1 to ${MAX_BATCH}`];
const RULES: Readonly<Record<keyof PublishOptions, Rule>> = {
  size: SIZE,
  within: WHOLE_TIME,
  concurrency: COUNT,
  maxQueued: COUNT,
};

const failed = <T>(values: readonly T[], events: readonly BatchEvent[], queued: number, error: PusherError) =>
  ({ status: 'failed', values, events, queued, error }) as const;

/** Drains a stream of values into the API, in batches. What fails is a value like what is published. */
export const publishTo = <T>(
  { toEntry, send }: Publisher,
  toEvent: (value: T) => BatchEvent,
  options: PublishOptions = {},
): OperatorFunction<T, Published<T>> => {
  if (typeof toEvent !== 'function') throw new ArgumentError('toEvent', 'not a function');
  checkOptions(options, RULES, '');
  const { size = MAX_BATCH, within = 5, concurrency = 1, maxQueued = Infinity } = options;

  const admit = (value: T, waiting: number): Either<Published<T>, Item<T>> => {
    const events: BatchEvent[] = [];
    try {
      const event = toEvent(value);
      events.push(event);
      if (waiting >= maxQueued) throw new QueueOverflow(maxQueued);
      return right({ value, event, entry: toEntry(event) });
    } catch (error) {
      return left(failed([value], events, waiting, asPusherError(error, 'toEvent')));
    }
  };

  const project = (batch: readonly Item<T>[], waiting: () => number): Observable<Published<T>> => {
    const values = batch.map(({ value }) => value);
    const events = batch.map(({ event }) => event);
    return send(batch.map(({ entry }) => entry)).pipe(
      map((result) => ({ status: 'published', values, events, queued: waiting(), result }) as const),
      catchError((error: unknown) => of(failed(values, events, waiting(), asPusherError(error, 'publish')))),
    );
  };

  return batchMap({
    admit,
    project,
    keyOf: ({ event }) => event.channel,
    size,
    within,
    concurrency,
  });
};
