import type { Signal } from '@angular/core';
import { checkEventName } from '../channels/names.js';
import type { Decoder } from '../channels/decoder.js';
import type { Channel, EventMap, KnownName, OpenName } from '../channels/types.js';
import type { Rule } from '../option-rules.js';
import { checkOptions, TEXT, TIME } from '../option-rules.js';
import type { ChannelName } from './channel.js';
import type { ClientChoice } from './pusher.js';
import type { ChannelSource } from './made.js';
import { injectMade } from './made.js';

/** Options of `injectEvent`. */
export interface EventOptions<T> extends ClientChoice {
  /** Checks the data; what it refuses goes to `Pusher.errors$`. */
  readonly decoder?: Decoder<T>;
  /** The value before the first event, and again after a change of the channel. Default undefined. */
  readonly initialValue?: T;
  /**
   * Tries again so many ms after each failure of the channel. Default: never by itself; it hears again when somebody else
   * has subscribed to the channel again.
   */
  readonly retry?: number;
}

export const ANY: Rule = [() => true, ''];
const RULES: Readonly<Record<keyof EventOptions<unknown>, Rule>> = {
  decoder: ANY,
  initialValue: ANY,
  retry: TIME,
  client: TEXT,
};

/**
 * The data of the last event of that name, as a signal. It wants the channel until its injector is destroyed. Reading it
 * never throws: the failure of the channel, or what is wrong with the name that a signal gives, goes to Angular's
 * ErrorHandler, once, and is in `injectSubscriptionState`; the next name starts afresh. Throws at the call for names of
 * events of the protocol, and for a fixed name of a channel that is not allowed. For every single event subscribe to
 * `on()` of the channel: a signal keeps the last one alone.
 */
export function injectEvent<E, K extends KnownName<E>>(
  channel: Channel<E>,
  event: K,
  options: EventOptions<E[K]> & { readonly initialValue: E[K] },
): Signal<E[K]>;
/** The same without an initial value: undefined before the first event. */
export function injectEvent<E, K extends KnownName<E>>(
  channel: Channel<E>,
  event: K,
  options?: EventOptions<E[K]>,
): Signal<E[K] | undefined>;
/** The same where the events are not known by type: for a channel by its name, or a signal of one. */
export function injectEvent<T, E = EventMap>(
  channel: ChannelName | Channel<E>,
  event: OpenName<E>,
  options: EventOptions<T> & { readonly initialValue: T },
): Signal<T>;
/** The same, undefined before the first event. */
export function injectEvent<T = unknown, E = EventMap>(
  channel: ChannelName | Channel<E>,
  event: OpenName<E>,
  options?: EventOptions<T>,
): Signal<T | undefined>;
export function injectEvent(
  channel: ChannelSource,
  event: string,
  options: EventOptions<unknown> = {},
): Signal<unknown> {
  checkEventName(event);
  checkOptions(options, RULES, 'injectEvent');
  const { client, decoder, initialValue, retry: delay } = options;
  return injectMade({
    source: channel,
    client,
    stream: (present) => present.on(event, decoder),
    values: (data$) => data$,
    initialValue,
    delay,
  });
}
