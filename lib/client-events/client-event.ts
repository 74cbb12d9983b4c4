import { ChannelNameError, EventNameError } from '../protocol/errors.js';
import { EventDataError } from './errors.js';
import { channelKind } from '../protocol/channel-name.js';
import { isClientEvent, MAX_EVENT_NAME } from '../protocol/event.js';

const serialized = (event: string, channel: string, data: unknown): string => {
  try {
    // JSON has no word for these and would leave them out without one.
    if (typeof data === 'function' || typeof data === 'symbol') throw new TypeError(`a ${typeof data}`);
    return JSON.stringify({ event, channel, data });
  } catch (cause) {
    throw new EventDataError(event, channel, cause);
  }
};

/** The frame of a client event. Throws where the channel, the name or the data is none of one. */
export const clientEventText = (channel: string, event: string, data: unknown): string => {
  const { type } = channelKind(channel);
  if (type === 'public' || type === 'encrypted') {
    throw new ChannelNameError(channel, `client events are for private and presence channels, not for ${type} ones`);
  }
  if (!isClientEvent(event)) throw new EventNameError(event, 'client events begin with client-');
  if (event.length > MAX_EVENT_NAME) throw new EventNameError(event, `longer than ${MAX_EVENT_NAME} characters`);
  return serialized(event, channel, data);
};

/** Bytes of text in UTF-8. */
export const sizeOf = (text: string): number => {
  let size = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    // Three bytes, or four for the two units of a pair.
    if (unit > 0x7f) size += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return size;
};
