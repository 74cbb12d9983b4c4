import type { Subscriber } from 'rxjs';
import { parseData } from '../protocol/codec.js';
import type { WireFrame } from '../protocol/frame.js';
import { userIdOf } from '../protocol/frame.js';
import type { Listeners } from '../rx/listeners.js';
import type { GlobalListeners } from './global-listeners.js';
import type { ChannelSubscription } from './subscription/state.js';
import type { ChannelEvent } from './types.js';

/** The public form of an application event, its data parsed. */
export const channelEvent = (channel: string, frame: WireFrame, data: unknown): ChannelEvent => {
  const { event } = frame;
  const raw = typeof frame.data === 'string' ? frame.data : undefined;
  const userId = userIdOf(frame);
  return userId === undefined ? { event, channel, data, raw } : { event, channel, data, raw, userId };
};

/**
 * Gives an application event to those who listen at this moment: first who listens to the channel, then the whole
 * client's listeners. Its data is parsed once, and only if somebody does.
 */
export const emit = (
  subscription: ChannelSubscription,
  globals: GlobalListeners,
  frame: WireFrame,
  named?: Listeners<Subscriber<unknown>>,
): void => {
  if ((subscription.all?.size ?? 0) + globals.size === 0) {
    named?.next(parseData(frame.data));
    return;
  }
  const all = subscription.all?.capture() ?? [];
  const listeners = named?.capture() ?? [];
  const everywhere = globals.events.capture();
  const namedEverywhere = globals.named.named(frame.event)?.capture() ?? [];
  const data = parseData(frame.data);
  const value = channelEvent(subscription.name, frame, data);
  for (const listener of all) listener.next(value);
  for (const listener of listeners) listener.next(data);
  for (const listener of everywhere) listener.next(value);
  for (const listener of namedEverywhere) listener.next(data);
};

/** Takes an event past the kinds of its channel, from one of them on, to the listeners. */
export const deliver = (
  subscription: ChannelSubscription,
  globals: GlobalListeners,
  frame: WireFrame,
  early = false,
  from = 0,
): void => {
  const { kinds } = subscription;
  for (let i = from; i < kinds.length; i += 1) if (kinds[i]?.event?.(frame, early) === false) return;
  emit(subscription, globals, frame, subscription.events.named(frame.event));
};
