import { config, firstValueFrom, interval, Subscription } from 'rxjs';
import type { Client } from './clients.js';
import { channelNames, createClient } from './clients.js';
import { resourcesLeft, wait, waitUntil } from './end.js';
import { duration, FAULTS } from './faults.js';
import { startProxy } from './proxy.js';
import { createPublisher } from './publisher.js';
import { seeded } from './random.js';
import { differences, unheard } from './right.js';
import type { Says } from './right.js';
import { FAREWELL, RECOVERY, TIMES } from './rules.js';
import type { Transport, Violate } from './rules.js';
import { startServers } from './servers.js';
import { createUsers } from './users.js';
import { watchWaits } from './waits.js';

export interface ChaosOptions {
  readonly seed: number;
  /** How long (ms) things go wrong; the end takes some seconds more. */
  readonly time: number;
  readonly clients?: number;
  /** Of each of the eight kinds. */
  readonly channels?: number;
  /** What clients are connected over. */
  readonly transport?: Transport;
}

/** What a run has shown. */
export interface ChaosResult {
  readonly violations: readonly string[];
  /** What went wrong, and when (ms since the beginning). */
  readonly faults: readonly string[];
  /** How often each kind of error reached somebody. */
  readonly errors: Readonly<Record<string, number>>;
  readonly heard: number;
  readonly published: number;
  /** From the end of the last fault until everything was right (ms). */
  readonly recovery: number;
}

// What faults of the network bring to those who listen. Anything else is a fault of ours.
const EXPECTED = /^(?:SubscriptionTimeout|SigninTimeout|TriggerTimeout|Disconnected)$/;
const EXPECTED_OF_ENDPOINTS = /^Authorization(?:Network|Status)Error$|^AuthorizationTimeout$/;

/** Client events that left in time may arrive together where the line held them up: the server counts those. */
const LATE_TOGETHER = 4301;

const isExpected = ({ byEndpoint }: Client, { _tag: tag, code }: Failure): boolean =>
  EXPECTED.test(tag) || (byEndpoint && EXPECTED_OF_ENDPOINTS.test(tag)) || code === LATE_TOGETHER;

interface Failure {
  readonly _tag: string;
  readonly message: string;
  readonly code?: unknown;
}

/** Many clients, listeners, publishers and faults; `time` later everything has to be right again, and then gone. */
export const chaos = async ({
  seed,
  time,
  clients: count = 4,
  channels: each = 25,
  transport = 'ws',
}: ChaosOptions): Promise<ChaosResult> => {
  const begin = Date.now();
  const before = process.getActiveResourcesInfo();
  const violations: string[] = [];
  const faults: string[] = [];
  const errors: Record<string, number> = {};
  let heard = 0;
  const ago = () => Date.now() - begin;
  const violate: Violate = (rule, what) => {
    if (violations.length < 50) violations.push(`${ago()} ms · ${rule}: ${what}`);
  };
  const { onUnhandledError } = config;
  config.onUnhandledError = (error) => violate('nothing is thrown', String(error));

  const all = new Subscription();
  const servers = await startServers();
  const proxy = await startProxy(servers.port);
  const channels = channelNames(each);
  const clients = Array.from({ length: count }, (_, i) =>
    createClient(i, proxy.port, seeded(seed * 100 + i), violate, transport),
  );
  const publisher = createPublisher(servers.port, channels, seeded(seed * 100 + 98));

  const failed = (client: Client, error: Failure): void => {
    errors[error._tag] = (errors[error._tag] ?? 0) + 1;
    if (!isExpected(client, error)) violate('errors are those of the network', `${client.name}: ${error.message}`);
  };
  const says = new Map<Client, Says>();
  for (const client of clients) {
    let now: Says = { status: 'idle', socketId: undefined, channels: new Map() };
    const know = (news: Partial<Says>) => says.set(client, (now = { ...now, ...news }));
    all.add(client.pusher.state$.subscribe(({ status }) => know({ status })));
    all.add(client.pusher.socketId$.subscribe((socketId) => know({ socketId })));
    all.add(client.pusher.channels$.subscribe((map) => know({ channels: map })));
    all.add(client.pusher.errors$.subscribe((error) => failed(client, error)));
  }
  const waits = watchWaits(clients, channels, violate);
  all.add(waits.subscription);
  all.add(interval(100).subscribe(() => waits.check()));
  const users = createUsers(clients, channels, seeded(seed * 100 + 97), {
    violate,
    failed,
    heard: () => (heard += 1),
  });
  const acting = interval(5).subscribe(() => users.act());
  const publishing = publisher.all$.subscribe();
  all.add(acting);
  all.add(publishing);

  const random = seeded(seed * 100 + 99);
  while (ago() < time) {
    await wait(random.between(0, 1_500));
    const name = random.pick(Object.keys(FAULTS));
    faults.push(`${ago()} ms · ${name}`);
    FAULTS[name]!({ proxy, servers, random });
    await wait(duration(name, random));
    proxy.mend();
  }

  // The last fault is over: nobody comes and goes, and everything has to become right.
  const mended = Date.now();
  acting.unsubscribe();
  users.rest();
  const wrong = (): readonly string[] => differences(servers.current(), users, says);
  for (const what of await waitUntil(wrong, RECOVERY[transport])) violate('all is right in the end', what);
  const recovery = Date.now() - mended;

  // And stays so while they come and go on a good network, where nothing but leaving ends a subscription.
  const calm = interval(5).subscribe(() => users.act());
  all.add(calm);
  await wait(500);
  calm.unsubscribe();
  users.rest();
  for (const what of await waitUntil(wrong, RECOVERY[transport])) violate('all is right in the end', what);

  publishing.unsubscribe();
  await wait(TIMES.linger);
  await firstValueFrom(publisher.each(channels, [...new Set(clients.map(({ userId }) => userId))]), {
    defaultValue: undefined,
  });
  for (const what of await waitUntil(() => unheard(users, clients, publisher.count()), 2_000))
    violate('everybody hears', what);

  // And when everybody has left, nothing is left.
  clients.forEach(users.leaveAll);
  const gone = () => [
    ...[...says].filter(([, now]) => now.status !== 'idle').map(([{ name }, { status }]) => `${name} is ${status}`),
    ...[...says].filter(([, now]) => now.channels.size > 0).map(([{ name }]) => `${name} has channels`),
    ...servers
      .current()
      .snapshot()
      .connections.map(({ socketId }) => `the server has ${socketId}`),
  ];
  for (const what of await waitUntil(gone, FAREWELL[transport])) violate('nothing is left', what);
  all.unsubscribe();
  proxy.stop();
  servers.stop();
  for (const what of await waitUntil(() => resourcesLeft(before), 5_000)) violate('nothing is left', what);
  config.onUnhandledError = onUnhandledError;
  return { violations, faults, errors, heard, published: publisher.count(), recovery };
};
