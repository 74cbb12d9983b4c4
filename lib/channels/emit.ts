import { parseData } from '../protocol/codec.js';
import type { Entry } from './entry.js';
import type { Taps } from './taps.js';
import type { ChannelEvent } from './types.js';

export const channelEvent = (
  channel: string,
  event: string,
  wire: unknown,
  data: unknown,
  userId: string | undefined,
): ChannelEvent => {
  const raw = typeof wire === 'string' ? wire : undefined;
  return userId === undefined ? { event, channel, data, raw } : { event, channel, data, raw, userId };
};

/**
 * Gives an application event to those who listen at this moment: first who listens to the channel, then the whole
 * client's listeners. Its data is parsed once, and only if somebody does.
 */
export const emit = (entry: Entry, taps: Taps, event: string, wire: unknown, userId: string | undefined): void => {
  const listeners = entry.events.get(event)?.capture();
  const all = entry.all.size > 0 ? entry.all.capture() : undefined;
  const tapped = taps.size > 0;
  if (listeners === undefined && all === undefined && !tapped) return;

  const data = parseData(wire);
  if (all === undefined && !tapped) {
    for (const listener of listeners ?? []) listener.next(data);
    return;
  }
  const everywhere = taps.events.capture();
  const named = taps.named.get(event)?.capture();
  const value = channelEvent(entry.name, event, wire, data, userId);
  for (const listener of all ?? []) listener.next(value);
  for (const listener of listeners ?? []) listener.next(data);
  for (const listener of everywhere) listener.next(value);
  for (const listener of named ?? []) listener.next(data);
};
