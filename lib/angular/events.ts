import type { Signal } from '@angular/core';
import { scan } from 'rxjs';
import { checkEventName } from '../channels/names.js';
import type { Decoder } from '../channels/decoder.js';
import type { Channel, EventMap, KnownName, OpenName } from '../channels/types.js';
import type { Rule } from '../option-rules.js';
import { checkOptions, COUNT, FUNCTION, TEXT, TIME } from '../option-rules.js';
import type { ChannelName } from './channel.js';
import { ANY } from './event.js';
import type { ClientChoice } from './pusher.js';
import type { ChannelSource } from './made.js';
import { injectMade, injectTell } from './made.js';

/** Options of `injectEvents` that keeps a list. */
export interface EventsOptions<T> extends ClientChoice {
  /** Checks the data; what it refuses goes to `Pusher.errors$`. */
  readonly decoder?: Decoder<T>;
  /** How many are kept, the last ones. Default 100. */
  readonly limit?: number;
  /**
   * Tries again so many ms after each failure of the channel. Default: never by itself; it hears again when somebody else
   * has subscribed to the channel again.
   */
  readonly retry?: number;
}

/** Options of `injectEvents` that makes one value of all that comes. */
export interface ReduceOptions<T, A> extends Omit<EventsOptions<T>, 'limit'> {
  /** Makes the next value of the present one and the data of an event. Where it throws, the value stays. */
  readonly reduce: (all: A, data: T) => A;
  /** The value before the first event, and again after a change of the channel. */
  readonly initialValue: A;
}

type Given = EventsOptions<unknown> & Partial<ReduceOptions<unknown, unknown>>;

const RULES: Readonly<Record<keyof Given, Rule>> = {
  decoder: ANY,
  limit: COUNT,
  retry: TIME,
  reduce: FUNCTION,
  initialValue: ANY,
  client: TEXT,
};

const keepLast =
  (limit: number) =>
  (all: unknown, data: unknown): unknown =>
    [...(all as readonly unknown[]), data].slice(-limit);

/**
 * What has come by events of that name, as a signal: a list of their data, or what `reduce` makes of them. It wants the
 * channel until its injector is destroyed. What has come stays when the channel fails, and it goes on when the channel is
 * subscribed again; a change of the channel begins anew. Reading it never throws, as with `injectEvent`.
 */
export function injectEvents<E, K extends KnownName<E>, A>(
  channel: Channel<E>,
  event: K,
  options: ReduceOptions<E[K], A>,
): Signal<A>;
/** A list of the last events. */
export function injectEvents<E, K extends KnownName<E>>(
  channel: Channel<E>,
  event: K,
  options?: EventsOptions<E[K]>,
): Signal<readonly E[K][]>;
/** The same where the events are not known by type: for a channel by its name, or a signal of one. */
export function injectEvents<T, A, E = EventMap>(
  channel: ChannelName | Channel<E>,
  event: OpenName<E>,
  options: ReduceOptions<T, A>,
): Signal<A>;
/** A list of the last events, not known by type. */
export function injectEvents<T = unknown, E = EventMap>(
  channel: ChannelName | Channel<E>,
  event: OpenName<E>,
  options?: EventsOptions<T>,
): Signal<readonly T[]>;
export function injectEvents(channel: ChannelSource, event: string, options: Given = {}): Signal<unknown> {
  checkEventName(event);
  checkOptions(options, RULES, 'injectEvents');
  const { client, decoder, limit = 100, retry: delay, reduce = keepLast(limit), initialValue = [] } = options;
  const tell = injectTell();
  const next = (all: unknown, data: unknown): unknown => {
    try {
      return reduce(all, data);
    } catch (error) {
      tell(error);
      return all;
    }
  };
  return injectMade({
    source: channel,
    client,
    stream: (present) => present.on(event, decoder),
    values: (data$) => data$.pipe(scan(next, initialValue)),
    initialValue,
    delay,
  });
}
