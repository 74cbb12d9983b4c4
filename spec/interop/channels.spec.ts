import { map, merge } from 'rxjs';
import type { AnyChannel, ChannelEvent, Members, Pusher } from '../../lib/index.js';
import { apps } from './support/apps.js';
import type { Clients } from './support/clients.js';
import { clientsOf } from './support/clients.js';
import type { Soketi } from './support/soketi.js';
import { startSoketi } from './support/soketi.js';
import { first, pause, reaches, subscribed, until } from './support/until.js';

let soketi: Soketi;
let clients: Clients;
beforeAll(async () => {
  soketi = await startSoketi();
  clients = clientsOf(soketi.port);
});
afterEach(() => clients.release());
afterAll(() => soketi.stop());

const { main } = apps;
const member = (user_id: string) => ({ member: { user_id, user_info: { name: `N${user_id}` } } });
const told = ({ values }: { values: readonly ChannelEvent[] }) => values.map(({ event, data }) => [event, data]);
const ids = (members: Members) => [...members].map(({ id }) => id);

const KINDS = ['', 'private-', 'presence-', 'private-encrypted-'];
const CACHED = ['cache-', 'private-cache-', 'presence-cache-', 'private-encrypted-cache-'];

describe.each([...KINDS, ...CACHED].map((prefix) => `${prefix}kinds`))('a channel like %s', (name) => {
  it('brings what the API publishes, in order, to all who listen and to nobody who has left', async () => {
    const api = clients.api(main);
    const listeners = ['1', '2', '3'].map((id) => clients.client(main, member(id)).channel(name));
    const [ada, bob, eve] = listeners.map((channel) => clients.listen(channel));
    await subscribed(...listeners);

    await first(api.trigger(name, 'greeting', { text: 'Hi ✓', list: [1, null] }));
    await until(() => expect(eve!.values).toHaveLength(1));
    eve!.leave();
    await until(() => expect(first(listeners[2]!.state$)).resolves.toEqual({ status: 'unsubscribed' }));
    for (const n of [1, 2, 3]) await first(api.trigger(name, 'count', n));

    const all = [
      ['greeting', { text: 'Hi ✓', list: [1, null] }],
      ['count', 1],
      ['count', 2],
      ['count', 3],
    ];
    await until(() => expect([ada, bob].map((heard) => told(heard!))).toEqual([all, all]));
    expect(told(eve!)).toEqual(all.slice(0, 1));
  });
});

describe('a batch', () => {
  it('reaches each of its channels, and leaves out the connection that is to be left out', async () => {
    const [ours, other] = [clients.client(main), clients.client(main)];
    const names = ['batch-a', 'private-batch-b', 'private-encrypted-batch-c'];
    const everything = (pusher: Pusher): AnyChannel[] => names.map((name) => pusher.channel(name));
    const [mine, theirs] = [ours, other].map((pusher) => clients.listen(merge(...everything(pusher))));
    await subscribed(...everything(ours), ...everything(other));

    const socketId = (await first(ours.socketId$))!;
    await first(
      clients.api(main).triggerBatch(names.map((channel, n) => ({ channel, name: 'part', data: { n }, socketId }))),
    );
    const told = (values: readonly ChannelEvent[]) => values.map(({ channel, data }) => [channel, data]).sort();
    await until(() => expect(told(theirs!.values)).toEqual(names.map((name, n) => [name, { n }])));
    expect(mine!.values).toEqual([]);
  });
});

describe('members of a presence channel', () => {
  it('come and go as users do, however many connections each of them has', async () => {
    const name = 'presence-room';
    const ada = clients.client(main, member('ada')).channel(name);
    const members = clients.listen(ada.members$);
    const coming = clients.listen(
      merge(ada.joined$.pipe(map(({ id }) => `+${id}`)), ada.left$.pipe(map(({ id }) => `-${id}`))),
    );
    await subscribed(ada);
    const bobs = [1, 2].map(() => clients.client(main, member('42')).channel(name));
    const [bob, bobAgain] = bobs.map((channel) => clients.listen(channel.members$));
    await subscribed(...bobs);

    await until(() => expect(coming.values).toEqual(['+42']));
    expect(ids(members.values.at(-1)!)).toEqual(['ada', '42']);
    expect(members.values.at(-1)!.get('42')).toEqual({ id: '42', info: { name: 'N42' } });
    expect(bob!.values.at(-1)!.me).toEqual({ id: '42', info: { name: 'N42' } });
    expect(bobAgain!.values.at(-1)!.count).toBe(2);

    bob!.leave();
    await until(() => expect(first(bobs[0]!.state$)).resolves.toEqual({ status: 'unsubscribed' }));
    expect(coming.values).toEqual(['+42']);
    bobAgain!.leave();
    await until(() => expect(coming.values).toEqual(['+42', '-42']));
    expect(ids(members.values.at(-1)!)).toEqual(['ada']);
  });
});

describe.each(CACHED.map((prefix) => `${prefix}last` as const))('the cache of %s', (name) => {
  it('is missed while it is empty, then greets who comes late, and repeats nothing to who was there', async () => {
    const api = clients.api(main);
    const early = clients.client(main, member('1'));
    const channel = early.channel(name as 'cache-last');
    const misses = clients.listen(channel.cacheMiss$);
    const heard = clients.listen(channel);
    await until(() => expect(misses.values).toHaveLength(1));

    await first(api.trigger(name, 'news', { n: 1 }));
    await first(api.trigger(name, 'news', { n: 2 }));
    await until(() => expect(heard.values).toHaveLength(2));

    const late = clients.client(main, member('2')).channel(name as 'cache-last');
    const greeted = clients.listen(late.on('news'));
    const missed = clients.listen(late.cacheMiss$);
    await until(() => expect(greeted.values).toEqual([{ n: 2 }]));

    const resumed = clients.listen(channel.resumed$);
    early.disconnect().subscribe();
    await reaches(early, 'disconnected');
    early.connect().unsubscribe();
    await until(() => expect(resumed.values).toHaveLength(1));
    await first(api.trigger(name, 'news', { n: 3 }));
    await until(() => expect(heard.values).toHaveLength(3));
    expect(told(heard)).toEqual([1, 2, 3].map((n) => ['news', { n }]));
    expect([misses.values.length, missed.values.length]).toEqual([1, 0]);
  });
});

describe('an encrypted channel', () => {
  it('carries nothing readable', async () => {
    const pusher = clients.client(main);
    const channel = pusher.channel('private-encrypted-diary');
    const frames = clients.listen(pusher.frames$);
    const heard = clients.listen(channel);
    await subscribed(channel);
    await first(clients.api(main).trigger(channel.name, 'entry', { secret: 'sesame' }));
    await until(() => expect(told(heard)).toEqual([['entry', { secret: 'sesame' }]]));
    expect(JSON.stringify(frames.values)).not.toContain('sesame');
    expect(JSON.stringify(frames.values)).toContain('ciphertext');
  });
});

describe('wanting and not wanting a channel', () => {
  it('in quick succession ends with what was wanted last', async () => {
    const api = clients.api(main);
    const pusher = clients.client(main, { linger: 0 });
    const stays = clients.listen(pusher.channel('burst-stays'));
    for (const name of ['burst-stays', 'private-burst-goes']) {
      for (let n = 0; n < 20; n += 1) {
        const { leave } = clients.listen(pusher.channel(name));
        if (n % 3 === 0) await pause(1);
        leave();
      }
    }
    await until(async () => {
      const { channels } = await first(api.channels({ prefix: '' }));
      expect(Object.keys(channels).filter((name) => name.includes('burst'))).toEqual(['burst-stays']);
    });
    await first(api.trigger(['burst-stays', 'private-burst-goes'], 'e', 1));
    await until(() => expect(stays.values).toHaveLength(1));
  });
});

describe('a connection', () => {
  it('is answered when it asks, and is gone when nobody wants it', async () => {
    const pusher = clients.client(main);
    const held = pusher.connect();
    await reaches(pusher, 'connected');
    expect(await first(pusher.ping())).toBeGreaterThanOrEqual(0);
    held.unsubscribe();
    await reaches(pusher, 'idle');
  });
});
