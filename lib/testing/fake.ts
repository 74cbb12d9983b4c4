import { map } from 'rxjs';
import type { PusherOptions } from '../options.js';
import type { Frame } from '../protocol/frame.js';
import { DEFAULT_APP } from '../sandbox/engine/app-options.js';
import { createEngine } from '../sandbox/engine/index.js';
import { createMemoryNetwork } from '../sandbox/memory/index.js';
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

const HOUR = 3_600_000;

/** A server in memory, and what makes a client of it. */
export interface Fake {
  readonly key: string;
  readonly options: PusherOptions;
  readonly server: FakeServer;
}

export const createFake = (helpers: MarbleHelpers | undefined, given: FakePusherOptions): Fake => {
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
    key: settings.key,
    options: client,
    server: {
      ...createScripts(memoryStage(network), settings, part, createPlay(marblesOf(helpers))),
      received$: network.received$.pipe(map(({ text }) => JSON.parse(text) as Frame)),
      authorizations$,
      sockets,
      subscriptions,
      options: client,
    },
  };
};
