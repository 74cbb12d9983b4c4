import type { ChannelMap } from '../channels/types.js';
import { OBJECT } from '../option-rules.js';
import { createPusher } from '../pusher.js';
import type { Pusher } from '../types.js';
import { createFake } from './fake.js';
import type { FakePusherOptions } from './options.js';
import type { MarbleHelpers } from './script.js';
import type { FakeServer } from './server.js';

/** A real client, and the server it talks to without knowing that there is no network. */
export interface FakePusher<M = ChannelMap> {
  /** What the code under test gets. */
  readonly pusher: Pusher<M>;
  /** What the test scripts and asks. */
  readonly server: FakeServer;
}

/** Whether a call was given the helpers of `TestScheduler.run`, or begins with its options. */
export const isHelpers = (value: MarbleHelpers | FakePusherOptions): value is MarbleHelpers =>
  OBJECT[0](value) && 'hot' in value;

/**
 * A client of a server in memory. With the helpers of `TestScheduler.run` it lives in virtual time and scripts may be
 * marbles; without them time is that of the timers there are, faked or real. Throws an `OptionError` as `createPusher`.
 */
export function fakePusher<M = ChannelMap>(helpers: MarbleHelpers, options?: FakePusherOptions): FakePusher<M>;
/** The same in the time of the timers there are: fake timers, or real ones. */
export function fakePusher<M = ChannelMap>(options?: FakePusherOptions): FakePusher<M>;
export function fakePusher<M = ChannelMap>(
  first: MarbleHelpers | FakePusherOptions = {},
  second: FakePusherOptions = {},
): FakePusher<M> {
  const [helpers, given] = isHelpers(first) ? [first, second] : [undefined, first];
  const { key, options, server } = createFake(helpers, given);
  return { pusher: createPusher<M>(key, options), server };
}
