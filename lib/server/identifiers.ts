import { validateChannelName } from '../protocol/channel-name.js';
import { isProtocolEvent, MAX_EVENT_NAME } from '../protocol/event.js';
import { ChannelNameError, EventNameError } from '../protocol/errors.js';
import { ArgumentError } from './errors.js';
import { told } from './told.js';

// Each gives back what it was given, or throws what is wrong with it.

export const channelName = (name: unknown): string => {
  if (typeof name !== 'string') throw new ChannelNameError(told(name), 'not a string');
  const valid = validateChannelName(name);
  if (valid._tag === 'Left') throw valid.left;
  return valid.right;
};

export const eventName = (name: unknown): string => {
  if (typeof name !== 'string') throw new EventNameError(told(name), 'not a string');
  if (name === '') throw new EventNameError(name, 'empty');
  if (name.length > MAX_EVENT_NAME) throw new EventNameError(name, `longer than ${MAX_EVENT_NAME} characters`);
  if (isProtocolEvent(name)) throw new EventNameError(name, 'is a name of the protocol');
  return name;
};

export const isSocketId = (id: unknown): id is string => typeof id === 'string' && /^\d+\.\d+$/.test(id);

export const socketId = (id: unknown): string => {
  if (!isSocketId(id)) throw new ArgumentError('socketId', 'not two numbers with a dot between them');
  return id;
};

/** Such text has no UTF-8, and cannot be part of a URL. */
export const hasLoneSurrogate = (text: string): boolean => /\p{Surrogate}/u.test(text);

export const userId = (id: unknown): string => {
  if (typeof id !== 'string' || id === '') throw new ArgumentError('userId', 'not a text');
  if (hasLoneSurrogate(id)) throw new ArgumentError('userId', 'has half of a character');
  return id;
};
