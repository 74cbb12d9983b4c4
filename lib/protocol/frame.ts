import type { Either } from 'fp-ts/Either';
import { left, right } from 'fp-ts/Either';
import { FrameError } from './errors.js';
import { parseData, reasonsOf } from './codec.js';
import { isProtocolEvent } from './event.js';
import { exactly, hasLongNumber } from './exact.js';
import { idOf, optional, shape, Text } from './shape.js';

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

/** A channel that is null or '' is none. */
export const WireFrame = shape<WireFrame>({ event: Text, channel: optional(Text) });

/** Whether a frame is as most are: all that the hot path asks. */
const isPlain = (frame: Partial<WireFrame> | null): frame is WireFrame =>
  typeof frame?.event === 'string' &&
  (frame.channel === undefined || (typeof frame.channel === 'string' && frame.channel !== '')) &&
  typeof frame.user_id !== 'number' &&
  (typeof frame.data !== 'object' || !frame.event.startsWith('pusher'));

/** Any other frame: by its codec, and with the ids to the last digit that are outside of JSON in a string. */
const carefully = (value: unknown, text: string): Either<FrameError, WireFrame> => {
  const decoded = WireFrame.decode(value);
  if (decoded._tag === 'Left') return left(new FrameError(text, reasonsOf(decoded.left)));
  const frame = decoded.right;
  if (!hasLongNumber(text)) return decoded;
  const { data, user_id } = JSON.parse(exactly(text)) as WireFrame;
  // The data of an app stays as JSON.parse has it.
  return right({ ...frame, user_id, data: isProtocolEvent(frame.event) ? data : frame.data });
};

/** Text from the socket as a frame, or the reasons why it is none. Never throws. */
export const parseFrame = (text: unknown): Either<FrameError, WireFrame> => {
  if (typeof text !== 'string') return left(new FrameError('', ['not a text frame']));
  let value: Partial<WireFrame> | null;
  try {
    value = JSON.parse(text) as Partial<WireFrame> | null;
  } catch {
    // Without the platform's error, which repeats the text as it came, control characters and all.
    return left(new FrameError(text, ['not JSON']));
  }
  return isPlain(value) ? right(value) : carefully(value, text);
};

/** `user_id` as the public face gives it: strings always, though some servers send numbers. */
export const userIdOf = (frame: WireFrame): string | undefined => idOf(frame.user_id);

export const decodedFrame = (frame: WireFrame): Frame => {
  const userId = userIdOf(frame);
  return {
    event: frame.event,
    ...(frame.channel === undefined ? {} : { channel: frame.channel }),
    ...(frame.data === undefined ? {} : { data: parseData(frame.data) }),
    ...(userId === undefined ? {} : { userId }),
  };
};
