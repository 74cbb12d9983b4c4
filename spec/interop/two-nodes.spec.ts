import { apps } from './support/apps.js';
import type { Balancer } from './support/balancer.js';
import { startBalancer } from './support/balancer.js';
import type { Clients } from './support/clients.js';
import { clientsOf } from './support/clients.js';
import { everythingTo, NAMES } from './support/everything.js';
import type { Running } from './support/process.js';
import { hasRedis, startRedis } from './support/redis.js';
import type { Soketi } from './support/soketi.js';
import { startSoketi } from './support/soketi.js';
import { first, pause, reaches, subscribed, until } from './support/until.js';

const USERS = ['ada', 'bob', 'eve', 'joe', 'kim', 'lea'];
const onAll = <T>(value: T) => USERS.map(() => NAMES.map(() => value));

(hasRedis() ? describe : describe.skip)('two nodes joined by Redis (skipped without redis-server)', () => {
  let redis: Running & { readonly port: number };
  let nodes: Soketi[] = [];
  let balancer: Balancer;
  let balanced: Clients;
  beforeEach(async () => {
    redis = await startRedis();
    nodes = [await startSoketi({ redis: redis.port }), await startSoketi({ redis: redis.port })];
    balancer = await startBalancer(nodes.map(({ port }) => port));
    balanced = clientsOf(balancer.port);
  });
  afterEach(async () => {
    balanced.release();
    await balancer.close();
    await Promise.all(nodes.map((node) => node.stop()));
    await redis.stop();
  });

  /** A client for each user, alternately on the one node and the other, and all subscribed. */
  const everyone = async () => {
    const all = [];
    for (const user_id of USERS) {
      const one = everythingTo(balanced, balanced.client(apps.main, { member: { user_id } }));
      await subscribed(...one.channels);
      all.push(one);
    }
    expect([...balancer.connections().values()]).toEqual([3, 3]);
    return all;
  };
  const presentTo = (all: Awaited<ReturnType<typeof everyone>>) => all.map(({ present }) => present());

  it('are one: what is published on either is heard on both, by API and by client, and members are shared', async () => {
    const all = await everyone();
    await until(() => expect(presentTo(all)).toEqual(USERS.map(() => USERS)));
    for (const { port } of nodes) {
      for (const name of NAMES) await first(clientsOf(port).api(apps.main).trigger(name, 'from', port));
    }
    const told = () => all.map(({ heard }) => heard.map(({ values }) => values.map(({ data }) => data)));
    await until(() => expect(told()).toEqual(onAll(nodes.map(({ port }) => port))));

    const said = all.map(({ pusher }) => balanced.listen(pusher.channel('presence-all').on('client-said')));
    await first(all[0]!.pusher.channel('presence-all').trigger('client-said', 'hi')).catch(() => undefined);
    await until(() => expect(said.map(({ values }) => values)).toEqual([[], ...USERS.slice(1).map(() => ['hi'])]));
  });

  it('survive the loss of one: its clients are back on the other with every channel and every member', async () => {
    const all = await everyone();
    await until(() => expect(presentTo(all)).toEqual(USERS.map(() => USERS)));
    const api = balanced.api(apps.main);
    const counts = () => all.map(({ heard }) => heard.map(({ values }) => values.length));
    for (const name of NAMES) await first(api.trigger(name, 'before', name));
    await until(() => expect(counts()).toEqual(onAll(1)));

    const [lost, left] = nodes as [Soketi, Soketi];
    const began = performance.now();
    await lost.kill();

    const resumed = () => all.filter(({ resumed }) => resumed.every(({ values }) => values.length === 1)).length;
    await until(() => expect(resumed()).toBe(3));
    const back = performance.now() - began;
    expect(balancer.connections().get(left.port)).toBe(6);
    await until(() => expect(presentTo(all)).toEqual(USERS.map(() => USERS)));
    console.log(`three clients of ${NAMES.length} channels back on the other node after ${back.toFixed(0)} ms`);

    for (const name of NAMES) await first(api.trigger(name, 'after', name));
    await until(() => expect(counts()).toEqual(onAll(2)));
    expect(all.flatMap(({ heard }) => heard.flatMap(({ error }) => error ?? []))).toEqual([]);
  });

  it('reach a user on both, and send the user away from both', async () => {
    const users = [0, 1].map(() => balanced.client(apps.users, { as: { id: 'ada' } }));
    const heard = users.map((pusher) => balanced.listen(pusher.user.on('notice')));
    await Promise.all(
      users.map((pusher) =>
        until(async () =>
          expect((await first(pusher.channels$)).get('#server-to-user-ada')?.status).toBe('subscribed'),
        ),
      ),
    );
    expect([...balancer.connections().values()]).toEqual([1, 1]);
    const [api, other] = nodes.map(({ port }) => clientsOf(port).api(apps.users));
    await first(api!.sendToUser('ada', 'notice', 1));
    await first(other!.sendToUser('ada', 'notice', 2));
    await until(() =>
      expect(heard.map(({ values }) => values)).toEqual([
        [1, 2],
        [1, 2],
      ]),
    );

    await first(api!.terminateUserConnections('ada'));
    for (const pusher of users) {
      expect(await reaches(pusher, 'failed')).toMatchObject({ cause: { _tag: 'SocketClosed', code: 4009 } });
    }
  });

  it('forget to say that a member went down with a node: a new list tells', async () => {
    const [there, gone] = nodes.map(({ port }, n) => {
      const clients = clientsOf(port);
      return { clients, pusher: clients.client(apps.main, { member: { user_id: USERS[n]! } }) };
    });
    const name = 'presence-ghosts';
    const members = there!.clients.listen(there!.pusher.channel(name).members$);
    const left = there!.clients.listen(there!.pusher.channel(name).left$);
    await subscribed(there!.pusher.channel(name));
    gone!.clients.listen(gone!.pusher.channel(name));
    await until(() => expect(members.values.at(-1)?.count).toBe(2));
    await nodes[1]!.kill();
    gone!.clients.release();
    await pause(1_000);
    expect([members.values.at(-1)!.count, left.values]).toEqual([2, []]);

    there!.pusher.disconnect().subscribe();
    await reaches(there!.pusher, 'disconnected');
    there!.pusher.connect().unsubscribe();
    await until(() => expect(left.values).toEqual([{ id: 'bob', info: undefined }]));
    there!.clients.release();
  });

  it('carry a thousand connections of one process, each with a channel all share and one of its own', async () => {
    const each = 500;
    const [before, cpu] = [process.memoryUsage.rss(), process.cpuUsage()];
    const began = performance.now();
    const all = nodes.flatMap(({ port }, node) =>
      Array.from({ length: each }, (_, n) => {
        const pusher = clientsOf(port).client(apps.main);
        return { pusher, own: pusher.channel(`private-own-${node}-${n}`), shared: pusher.channel('shared') };
      }),
    );
    const heard = all.map(({ own, shared }) => [balanced.listen(own), balanced.listen(shared)] as const);
    await subscribed(...all.flatMap(({ own, shared }) => [own, shared]));
    const connected = performance.now() - began;
    const { user, system } = process.cpuUsage(cpu);
    const memory = (process.memoryUsage.rss() - before) / all.length / 1024;

    const published = performance.now();
    await first(balanced.api(apps.main).trigger('shared', 'tick', 1));
    await until(() => expect(heard.filter(([, { values }]) => values.length === 1)).toHaveLength(all.length));
    const spread = performance.now() - published;
    expect(heard.filter(([{ values }]) => values.length > 0)).toEqual([]);
    console.log(
      `${all.length} connections: subscribed after ${connected.toFixed(0)} ms, ${memory.toFixed(0)} kB ` +
        `and ${((user + system) / 1000 / all.length).toFixed(1)} ms of processor each; ` +
        `an event on all of them after ${spread.toFixed(0)} ms`,
    );
  });
});
