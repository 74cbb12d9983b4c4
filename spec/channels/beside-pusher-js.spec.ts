import Pusher from 'pusher';
import PusherJs from 'pusher-js';
import type { PresenceChannel as PusherJsPresence } from 'pusher-js';
import type { Observable, Subscription } from 'rxjs';
import { filter, firstValueFrom, timer } from 'rxjs';
import { createPusher } from '../../lib/index.js';
import type { Member, Members, Pusher as Client } from '../../lib/index.js';
import { encryption } from '../../lib/encryption/index.js';
import type { Sandbox } from '../../lib/sandbox/index.js';
import { DEFAULT_APP } from '../../lib/sandbox/engine/app-options.js';
import type { Running } from '../sandbox/support/running.js';
import { run, until } from '../sandbox/support/running.js';

const KINDS = [
  'a',
  'cache-a',
  'private-a',
  'private-cache-a',
  'private-encrypted-a',
  'private-encrypted-cache-a',
  'presence-a',
  'presence-cache-a',
] as const;

/** Somebody on a channel, of ours or of theirs: what they hear, and whom they see. */
interface Party {
  readonly who: string;
  readonly events: unknown[];
  readonly changes: string[];
  members(): readonly string[];
  trigger(event: string, data: unknown): void;
  leave(): void;
}

// Two of ours and one of theirs on the same channel of the same server, and whatever order they come and go in, they agree.
describe('beside pusher-js, over TCP', () => {
  let running: Running;
  let sandbox: Sandbox;
  let server: Pusher;
  const leftOver: (() => void)[] = [];

  beforeAll(async () => {
    running = await run({});
    sandbox = running.sandbox;
    server = new Pusher({
      appId: DEFAULT_APP.id,
      key: DEFAULT_APP.key,
      secret: DEFAULT_APP.secret,
      host: sandbox.host,
      port: String(sandbox.port),
      encryptionMasterKeyBase64: DEFAULT_APP.encryptionMasterKeyBase64!,
    });
  });
  afterAll(() => running.stop());
  afterEach(() => leftOver.splice(0).forEach((end) => end()));

  const endpoints = (params: Record<string, string>) => ({
    channelAuthorization: { endpoint: `${sandbox.url}/pusher/auth`, transport: 'ajax' as const, params },
    userAuthentication: { endpoint: `${sandbox.url}/pusher/user-auth`, transport: 'ajax' as const, params },
  });

  const ours = (params: Record<string, string>): Client =>
    createPusher(DEFAULT_APP.key, {
      wsHost: sandbox.host,
      wsPort: sandbox.port,
      forceTLS: false,
      linger: 0,
      encryption,
      ...endpoints(params),
    });

  const theirs = (params: Record<string, string>): PusherJs => {
    const client = new PusherJs(DEFAULT_APP.key, {
      wsHost: sandbox.host,
      wsPort: sandbox.port,
      forceTLS: false,
      enabledTransports: ['ws'],
      cluster: 'x',
      ...endpoints(params),
    });
    leftOver.push(() => client.disconnect());
    return client;
  };

  const joinOurs = async (name: string, who: string): Promise<Party> => {
    const pusher = ours({ user_id: who });
    const channel = pusher.channel(name as 'presence-a');
    const [events, changes]: [unknown[], string[]] = [[], []];
    let members: Members | undefined;
    const wants: Subscription[] = [
      channel.subscribe(({ event, data, userId }) => events.push([event, data, userId])),
      ...(name.startsWith('presence-')
        ? [
            channel.members$.subscribe((snapshot) => (members = snapshot)),
            channel.joined$.subscribe(({ id }: Member) => changes.push(`+${id}`)),
            channel.left$.subscribe(({ id }) => changes.push(`-${id}`)),
          ]
        : []),
    ];
    const leave = () => wants.forEach((want) => want.unsubscribe());
    leftOver.push(leave);
    await firstValueFrom(channel.state$.pipe(filter(({ status }) => status === 'subscribed')));
    return {
      who,
      events,
      changes,
      leave,
      members: () => [...(members ?? [])].map(({ id }) => id).sort(),
      trigger: (event, data) => void channel.trigger(event as 'client-x', data).subscribe(),
    };
  };

  const joinTheirs = async (name: string, who: string): Promise<Party> => {
    const client = theirs({ user_id: who });
    const channel = client.subscribe(name);
    const [events, changes]: [unknown[], string[]] = [[], []];
    channel.bind('client-x', (data: unknown, metadata?: { user_id: string }) =>
      events.push(['client-x', data, metadata?.user_id]),
    );
    channel.bind_global((event: string, data: { id: string }) => {
      if (!event.startsWith('pusher:') && event !== 'client-x') events.push([event, data, undefined]);
      if (event === 'pusher:member_added') changes.push(`+${data.id}`);
      if (event === 'pusher:member_removed') changes.push(`-${data.id}`);
    });
    await until(() => channel.subscribed, `subscription of ${who} to ${name}`);
    return {
      who,
      events,
      changes,
      leave: () => client.unsubscribe(name),
      members: () => {
        const ids: string[] = [];
        (channel as Partial<PusherJsPresence>).members?.each(({ id }: { id: string }) => ids.push(id));
        return ids.sort();
      },
      trigger: (event, data) => void channel.trigger(event, data),
    };
  };

  const settle = () => firstValueFrom(timer(30));
  const join = (name: string, who: string) => (who.startsWith('theirs') ? joinTheirs : joinOurs)(name, who);
  const occupied = (name: string) => sandbox.snapshot().channels.some((channel) => channel.name === name);

  it.each(KINDS)('both hear the same of what pusher publishes on %s, singly and in batches', async (name) => {
    const parties = await Promise.all(['ours-1', 'ours-2', 'theirs'].map((who) => join(name, who)));
    for (const n of [1, 2, 3]) await server.trigger(name, 'tick', { n, text: 'ü' });
    await server.triggerBatch([
      { channel: name, name: 'tick', data: 'plain' },
      { channel: name, name: 'tock', data: [1, null] },
    ]);
    await until(() => parties.every(({ events }) => events.length === 5), 'five events for each');
    const heard = [
      ...[1, 2, 3].map((n) => ['tick', { n, text: 'ü' }, undefined]),
      ['tick', 'plain', undefined],
      ['tock', [1, null], undefined],
    ];
    for (const { events } of parties) expect(events).toEqual(heard);
    for (const { leave } of parties) leave();
    await until(() => !occupied(name), `leaving ${name}`);
  });

  it.each(['cache-late', 'private-cache-late', 'private-encrypted-cache-late', 'presence-cache-late'])(
    'both hear the last event of %s when they come later',
    async (name) => {
      const first = await join(name, 'ours-1');
      await server.trigger(name, 'tick', { n: 1 });
      await server.trigger(name, 'tick', { n: 2 });
      await until(() => first.events.length === 2, 'both events');
      const late = await Promise.all(['ours-2', 'theirs'].map((who) => join(name, who)));
      await until(() => late.every(({ events }) => events.length === 1), 'the last event');
      for (const { events } of late) expect(events).toEqual([['tick', { n: 2 }, undefined]]);
    },
  );

  it.each(['private-x', 'presence-x'])('client events reach all others, and not their sender, on %s', async (name) => {
    const parties = await Promise.all(['ours-1', 'ours-2', 'theirs'].map((who) => join(name, who)));
    for (const [i, { trigger }] of parties.entries()) {
      trigger('client-x', { from: i });
      await until(() => parties.every(({ events }, other) => events.length === i + (other > i ? 1 : 0)), `event ${i}`);
    }
    parties.forEach(({ events }, i) => {
      const others = [0, 1, 2].filter((other) => other !== i);
      const sender = (other: number) => (name.startsWith('presence-') ? parties[other]!.who : undefined);
      expect(events).toEqual(others.map((other) => ['client-x', { from: other }, sender(other)]));
    });
  });

  const permutations = <T>(list: readonly T[]): readonly T[][] =>
    list.length === 0
      ? [[]]
      : list.flatMap((one, i) => permutations(list.filter((_, j) => j !== i)).map((rest) => [one, ...rest]));

  it.each(permutations(['ours-1', 'ours-2', 'theirs']).map((order) => [order.join(', '), order] as const))(
    'members agree however they come and go: %s',
    async (_, order) => {
      for (const [i, leaving] of permutations(order).entries()) {
        const name = `presence-${order.join('-')}-${i}`;
        const parties: Party[] = [];
        for (const who of order) {
          parties.push(await join(name, who));
          const all = parties.map((party) => party.who).sort();
          await until(() => parties.every(({ members }) => members().length === all.length), `${who} in ${name}`);
          for (const { members } of parties) expect(members()).toEqual(all);
        }
        for (const who of leaving) {
          const [gone] = parties.splice(
            parties.findIndex((party) => party.who === who),
            1,
          );
          gone!.leave();
          const rest = parties.map((party) => party.who).sort();
          await until(() => parties.every(({ members }) => members().length === rest.length), `${who} out of ${name}`);
          for (const { members } of parties) expect(members()).toEqual(rest);
          // Each has heard of those who came after them, and of those who left before them.
          expect(gone!.changes.filter((change) => change.startsWith('+'))).toEqual(
            order.slice(order.indexOf(who) + 1).map((other) => `+${other}`),
          );
          expect(gone!.changes.filter((change) => change.startsWith('-'))).toEqual(
            leaving.slice(0, leaving.indexOf(who)).map((other) => `-${other}`),
          );
        }
      }
    },
  );

  it('one user with two connections is one member, for ours and for theirs', async () => {
    const watchers = await Promise.all(['ours-1', 'theirs'].map((who) => join('presence-twice', who)));
    const [one, two] = [await joinOurs('presence-twice', 'twin'), await joinTheirs('presence-twice', 'twin')];
    await until(() => watchers.every(({ members }) => members().length === 3), 'the twins');
    one.leave();
    await settle();
    for (const { members } of [...watchers, two]) expect(members()).toEqual(['ours-1', 'theirs', 'twin']);
    two.leave();
    await until(() => watchers.every(({ members }) => members().length === 2), 'the twins gone');
    for (const { changes } of watchers) {
      expect(changes.filter((change) => change.endsWith('twin'))).toEqual(['+twin', '-twin']);
    }
  });

  it('both are back after the server has cut all connections, and agree', async () => {
    const parties = await Promise.all(['ours-1', 'ours-2', 'theirs'].map((who) => join('presence-cut', who)));
    sandbox.close(4200, 'restart');
    await until(
      () => sandbox.snapshot().channels.find(({ name }) => name === 'presence-cut')?.members.length === 3,
      'everybody back',
    );
    await until(() => parties.every(({ members }) => members().length === 3), 'everybody seen');
    await server.trigger('presence-cut', 'tick', 1);
    await until(() => parties.every(({ events }) => events.length === 1), 'one event for each');
  });

  it('both hear what is sent to a user, and see the watchlist alike', async () => {
    const heard: Record<string, unknown[]> = { ours: [], theirs: [] };
    const seen: Record<string, unknown[]> = { ours: [], theirs: [] };
    const note = (list: unknown[]) => (value: unknown) => void list.push(value);
    const watching = (user_id: string) => ({ user_id, watchlist: 'watched' });

    const pusher = ours(watching('w-ours'));
    const keep = <T>(stream$: Observable<T>, next: (value: T) => void) => {
      const subscription = stream$.subscribe(next);
      leftOver.push(() => subscription.unsubscribe());
    };
    keep(pusher.user.on('hello'), note(heard['ours']!));
    keep(pusher.user.watchlist.online$, (ids) => seen['ours']!.push(['online', ids]));
    keep(pusher.user.watchlist.offline$, (ids) => seen['ours']!.push(['offline', ids]));

    const client = theirs(watching('w-theirs'));
    client.signin();
    client.user.bind('hello', note(heard['theirs']!));
    for (const name of ['online', 'offline']) {
      client.user.watchlist.bind(name, ({ user_ids }: { user_ids: string[] }) =>
        seen['theirs']!.push([name, user_ids]),
      );
    }
    const userChannels = () =>
      sandbox.snapshot().channels.filter(({ name }) => name.startsWith('#server-to-user-w-')).length;
    await until(() => userChannels() === 2, 'both signed in');

    for (const id of ['w-ours', 'w-theirs']) await server.sendToUser(id, 'hello', { id });
    const watched = ours({ user_id: 'watched' });
    const want = watched.user.subscribe();
    await until(() => Object.values(seen).every((list) => list.length === 2), 'online');
    want.unsubscribe();
    await until(() => Object.values(seen).every((list) => list.length === 3), 'offline');
    expect(heard).toEqual({ ours: [{ id: 'w-ours' }], theirs: [{ id: 'w-theirs' }] });
    expect(seen['ours']).toEqual([
      ['offline', ['watched']],
      ['online', ['watched']],
      ['offline', ['watched']],
    ]);
    expect(seen['theirs']).toEqual(seen['ours']);
  });

  it('both count the subscriptions alike', async () => {
    const counts: Record<string, number[]> = { ours: [], theirs: [] };
    const subscription = ours({})
      .channel('counted')
      .subscriptionCount$.subscribe((n) => counts['ours']!.push(n));
    leftOver.push(() => subscription.unsubscribe());
    await until(() => counts['ours']!.length > 0, 'the first count');
    theirs({})
      .subscribe('counted')
      .bind('pusher:subscription_count', (data: { subscription_count: number }) =>
        counts['theirs']!.push(data.subscription_count),
      );
    await until(() => counts['theirs']!.length > 0 && counts['ours']!.length > 1, 'the second count');
    expect(counts).toEqual({ ours: [1, 2], theirs: [2] });
  });
});
