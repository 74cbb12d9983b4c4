import type { Either } from 'fp-ts/Either';
import { left, right } from 'fp-ts/Either';
import * as t from 'io-ts';
import { FrameError } from '../errors.js';
import { parseData, reasonsOf } from './codec.js';

/** A frame as it is on the wire: `data` is JSON in a string, an object, or absent. */
export interface WireFrame {
  readonly event: string;
  readonly channel?: string;
  readonly data?: unknown;
  readonly user_id?: unknown;
}

/** A decoded frame: `data` parsed. */
export interface Frame {
  /** The name of the event: the app's own, or `pusher:` and `pusher_internal:` of the protocol. */
  readonly event: string;
  /** Left out in frames of the whole connection. */
  readonly channel?: string;
  /** Parsed: what was JSON in a string is a value. Encrypted data is still sealed. */
  readonly data?: unknown;
  /** Who sent it: only on client events of presence channels. */
  readonly userId?: string;
}

export const WireFrame = t.intersection([
  t.type({ event: t.string }, 'WireFrame'),
  t.partial({ channel: t.string, data: t.unknown }),
]);

// `is` of the one required key is the cheap question of the hot path; the whole codec is only asked for reasons.
const Event = t.type({ event: t.string });
const isFrame = (value: unknown): value is WireFrame => {
  if (!Event.is(value)) return false;
  const channel = (value as { channel?: unknown }).channel;
  return channel === undefined || typeof channel === 'string';
};

/** Text from the socket as a frame, or the reasons why it is none. Never throws. */
export const parseFrame = (text: unknown): Either<FrameError, WireFrame> => {
  if (typeof text !== 'string') return left(new FrameError('', ['not a text frame']));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Without the platform's error, which repeats the text as it came, control characters and all.
    return left(new FrameError(text, ['not JSON']));
  }
  if (isFrame(value)) return right(value);
  const decoded = WireFrame.decode(value);
  return left(new FrameError(text, decoded._tag === 'Left' ? reasonsOf(decoded.left) : ['not a frame']));
};

/** `user_id` as the public face gives it: strings always, though some servers send numbers. */
export const userIdOf = (frame: WireFrame): string | undefined =>
  typeof frame.user_id === 'string' || typeof frame.user_id === 'number' ? String(frame.user_id) : undefined;

export const decodedFrame = (frame: WireFrame): Frame => {
  const userId = userIdOf(frame);
  return {
    event: frame.event,
    ...(frame.channel === undefined ? {} : { channel: frame.channel }),
    ...(frame.data === undefined ? {} : { data: parseData(frame.data) }),
    ...(userId === undefined ? {} : { userId }),
  };
};
