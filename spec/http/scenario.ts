import { filter, firstValueFrom, map, merge, Subscription, take, timeout, toArray } from 'rxjs';
import { encryption } from '../../lib/encryption/index.js';
import { httpTransports } from '../../lib/http/index.js';
import type { ConnectionState, Pusher } from '../../lib/index.js';
import { createPusher } from '../../lib/index.js';

export const KINDS = ['', 'private-', 'presence-', 'private-encrypted-']
  .flatMap((kind) => [kind, `${kind}cache-`])
  .map((kind) => `${kind}room`);

/** Where a page, or a program, finds its server. */
export interface Where {
  readonly host: string;
  readonly port: number;
}

/** What two clients have lived through, as it can be told to another process. */
export interface Told {
  /** The numbers that came on each channel, in their order. */
  readonly heard: Readonly<Record<string, readonly number[]>>;
  /** Of what the other has sent. */
  readonly clientEvents: readonly string[];
  readonly toUser: readonly unknown[];
  readonly members: readonly string[];
  readonly cached: unknown;
  readonly states: readonly string[];
  readonly errors: readonly string[];
  readonly resumed: number;
}

export interface Scenario {
  readonly ready: () => Promise<string>;
  readonly talk: () => Promise<void>;
  readonly late: (channel: string) => Promise<unknown>;
  readonly told: () => Told;
  readonly stop: () => void;
}

const short = (state: ConnectionState): string =>
  state.status === 'connected' ? `connected over ${state.transport}` : state.status;

const clientOf = (user_id: string, { host, port }: Where, more: object): Pusher => {
  const url = `http://${host}:${port}/pusher`;
  const params = { user_id };
  return createPusher('app-key', {
    wsHost: host,
    wsPort: port,
    httpHost: host,
    httpPort: port,
    forceTLS: false,
    encryption,
    transports: httpTransports(),
    channelAuthorization: { endpoint: `${url}/auth`, params, credentials: 'omit' },
    userAuthentication: { endpoint: `${url}/user-auth`, params, credentials: 'omit' },
    ...more,
  });
};

/** Two clients, on every kind of channel, and signed in. */
export const startScenario = (where: Where, more: object = {}): Scenario => {
  const [alice, bob] = [clientOf('alice', where, more), clientOf('bob', where, more)];
  const all = new Subscription();
  const heard: Record<string, number[]> = {};
  const clientEvents: string[] = [];
  const toUser: unknown[] = [];
  const states: string[] = [];
  const errors: string[] = [];
  let members: readonly string[] = [];
  let cached: unknown;
  let resumed = 0;

  all.add(alice.state$.subscribe((state) => states.push(short(state))));
  for (const pusher of [alice, bob]) all.add(pusher.errors$.subscribe(({ message }) => errors.push(message)));
  for (const name of KINDS) {
    const list: number[] = [];
    heard[name] = list;
    const failed = { error: (error: Error) => errors.push(error.message) };
    all.add(
      alice
        .channel(name)
        .on<number>('n')
        .subscribe({ ...failed, next: (n) => list.push(n) }),
    );
    all.add(alice.channel(name).resumed$.subscribe({ ...failed, next: () => (resumed += 1) }));
    all.add(bob.channel(name).subscribe(failed));
  }
  all.add(alice.user.on('note').subscribe((note) => toUser.push(note)));
  all.add(alice.channel('presence-room').members$.subscribe((now) => (members = [...now].map(({ id }) => id).sort())));
  const said = (name: 'private-room' | 'presence-room') =>
    alice
      .channel(name)
      .on<number>('client-hi')
      .pipe(map((n) => `${name} ${n}`));
  all.add(merge(said('private-room'), said('presence-room')).subscribe((what) => clientEvents.push(what)));

  const subscribed = (pusher: Pusher): Promise<unknown> =>
    firstValueFrom(
      pusher.channels$.pipe(
        filter((channels) => KINDS.every((name) => channels.get(name)?.status === 'subscribed')),
        timeout(30_000),
      ),
    );
  const signedIn = () =>
    firstValueFrom(
      alice.channels$.pipe(
        filter((channels) => [...channels.values()].every(({ status }) => status === 'subscribed')),
        timeout(30_000),
      ),
    );

  return {
    ready: async () => {
      await Promise.all([subscribed(alice), subscribed(bob)]);
      await signedIn();
      return states.at(-1) ?? '';
    },
    talk: async () => {
      for (const name of ['private-room', 'presence-room'] as const)
        for (let n = 0; n < 4; n += 1)
          await firstValueFrom(bob.channel(name).trigger('client-hi', n), { defaultValue: undefined });
    },
    late: async (channel) => {
      cached = await firstValueFrom(bob.channel(channel).on('last').pipe(take(1), toArray(), timeout(10_000)));
      return cached;
    },
    told: () => ({ heard, clientEvents, toUser, members, cached, states, errors, resumed }),
    stop: () => all.unsubscribe(),
  };
};
