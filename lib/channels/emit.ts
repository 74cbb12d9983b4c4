import type { Subscriber } from 'rxjs';
import { parseData } from '../protocol/codec.js';
import type { WireFrame } from '../protocol/frame.js';
import { userIdOf } from '../protocol/frame.js';
import type { Hub } from '../rx/hub.js';
import type { Entry } from './entry.js';
import type { Taps } from './taps.js';
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
export const emit = (entry: Entry, taps: Taps, frame: WireFrame, hub?: Hub<Subscriber<unknown>>): void => {
  if ((entry.all?.size ?? 0) + taps.size === 0) {
    hub?.next(parseData(frame.data));
    return;
  }
  const all = entry.all?.capture() ?? [];
  const listeners = hub?.capture() ?? [];
  const everywhere = taps.events.capture();
  const named = taps.named.named(frame.event)?.capture() ?? [];
  const data = parseData(frame.data);
  const value = channelEvent(entry.name, frame, data);
  for (const listener of all) listener.next(value);
  for (const listener of listeners) listener.next(data);
  for (const listener of everywhere) listener.next(value);
  for (const listener of named) listener.next(data);
};

/** Takes an event past the features of its channel, from one of them on, to the listeners. */
export const deliver = (entry: Entry, taps: Taps, frame: WireFrame, from = 0): void => {
  const { features } = entry;
  for (let i = from; i < features.length; i += 1) if (features[i]?.event?.(frame) === false) return;
  emit(entry, taps, frame, entry.events.named(frame.event));
};
