import { map } from 'rxjs';
import type { ChannelMap } from '../channels/types.js';
import { OBJECT } from '../option-rules.js';
import type { Frame } from '../protocol/frame.js';
import { createPusher } from '../pusher.js';
import { DEFAULT_APP } from '../sandbox/engine/app-options.js';
import { createEngine } from '../sandbox/engine/index.js';
import { createMemoryNetwork } from '../sandbox/memory/index.js';
import type { Pusher } from '../types.js';
import { createAuthorization } from './authorization.js';
import { checkFakeOptions } from './check-options.js';
import { createScripts } from './create-scripts.js';
import { memoryStage } from './memory-stage.js';
import { observe } from './observe.js';
import { clientOptions } from './options.js';
import type { FakePusherOptions } from './options.js';
import { createPlay, marblesOf } from './script.js';
import type { MarbleHelpers } from './script.js';
import type { FakeServer } from './server.js';
import { createSpans } from './spans.js';
import { limitTime } from './time-limit.js';

/** A real client, and the server it talks to without knowing that there is no network. */
export interface FakePusher<M = ChannelMap> {
  /** What the code under test gets. */
  readonly pusher: Pusher<M>;
  /** What the test scripts and asks. */
  readonly server: FakeServer;
}

const HOUR = 3_600_000;

const isHelpers = (value: MarbleHelpers | FakePusherOptions): value is MarbleHelpers =>
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
  checkFakeOptions(given);
  const { user, latency, app, timeLimit = HOUR, ...options } = given;

  const settings = { ...DEFAULT_APP, subscriptionCounts: false, ...app };
  const { engine, follow, sockets, subscriptions } = observe(createEngine({ apps: [settings] }), createSpans(helpers));
  const network = createMemoryNetwork(engine, latency);
  follow(network);
  if (helpers !== undefined) limitTime(network, timeLimit);

  const { part, endpoint, authorizations$ } = createAuthorization(network.fetch);
  const client = clientOptions(options, user, network, endpoint);
  return {
    pusher: createPusher<M>(settings.key, client),
    server: {
      ...createScripts(memoryStage(network), settings, part, createPlay(marblesOf(helpers))),
      received$: network.received$.pipe(map(({ text }) => JSON.parse(text) as Frame)),
      authorizations$,
      sockets,
      subscriptions,
      options: client,
    },
  };
}
