import nacl from 'tweetnacl';
import type { AuthError } from '../../lib/pusher-js/errors.js';
import Plain from '../../lib/pusher-js/index.js';
import type { Channel, Members } from '../../lib/pusher-js/index.js';
import { until } from '../sandbox/support/running.js';
import { bed, heard } from './support.js';
import type { Bed } from './support.js';

const later = (ms = 30) => new Promise((resolve) => setTimeout(resolve, ms));

describe('the channels of the entry', () => {
  let here: Bed;
  beforeAll(async () => {
    here = await bed();
  });
  afterEach(() => here.clear());
  afterAll(() => here.stop());

  const connected = async (more?: Parameters<Bed['client']>[0]) => {
    const client = here.client(more);
    await until(() => client.connection.state === 'connected', 'connection');
    return client;
  };
  const flags = (channel: Channel | undefined) =>
    channel && [channel.subscribed, channel.subscriptionPending, channel.subscriptionCancelled];
  const joined = (name: string) =>
    here.sandbox.snapshot().channels.find((one) => one.name === name)?.socketIds.length ?? 0;
  const subscribes = (name: string) => {
    const sent: string[] = [];
    const watching = here.sandbox.received$.subscribe(({ text }) => {
      if (text.includes(`"${name}"`)) sent.push((JSON.parse(text) as { event: string }).event.slice(7));
    });
    return { sent, end: () => watching.unsubscribe() };
  };

  // The table of pusher-js's own integration specs; "wait" is until the server has answered.
  it.each<[string, string[], boolean]>([
    ['sub sub', ['subscribe'], true],
    ['sub wait sub', ['subscribe'], true],
    ['sub unsub', ['subscribe', 'unsubscribe'], false],
    ['sub wait unsub', ['subscribe', 'unsubscribe'], false],
    ['sub unsub sub', ['subscribe'], true],
    ['sub unsub wait sub', ['subscribe', 'unsubscribe', 'subscribe'], true],
    ['sub unsub unsub', ['subscribe', 'unsubscribe'], false],
  ])('%s', async (program, frames, stays) => {
    const client = await connected();
    const name = `private-${program.replaceAll(' ', '-')}`;
    const wire = subscribes(name);
    let wanted = false;
    for (const word of program.split(' ')) {
      const before = client.channels.find(name);
      if (word === 'sub') {
        client.subscribe(name);
        expect(flags(client.channel(name))).toEqual([before?.subscribed ?? false, !before?.subscribed, false]);
        wanted = true;
      } else if (word === 'unsub') {
        client.unsubscribe(name);
        if (before?.subscriptionPending) expect(flags(client.channel(name))).toEqual([false, true, true]);
        else expect(client.channel(name)).toBeUndefined();
        wanted = false;
      } else {
        await until(() => !client.channels.find(name)?.subscriptionPending, 'answer');
        await later();
      }
    }
    await until(() => !client.channels.find(name)?.subscriptionPending && joined(name) === Number(wanted), 'rest');
    await later();
    wire.end();
    expect(wire.sent).toEqual(frames);
    expect(flags(client.channel(name))).toEqual(stays ? [true, false, false] : undefined);
  });

  it('forgets a channel that was left before the server answered, when the connection is lost', async () => {
    const client = await connected();
    const before = client.connection.socket_id;
    client.subscribe('zombie');
    client.unsubscribe('zombie');
    here.sandbox.close(4200);
    await until(() => client.connection.state === 'connected' && client.connection.socket_id !== before, 'another');
    await later();
    expect([client.channel('zombie'), joined('zombie')]).toEqual([undefined, 0]);
  });

  it('signs for the connection there is, and never for the one before', async () => {
    const asked: ((answer: null, data: { auth: string }) => void)[] = [];
    const client = await connected({
      channelAuthorization: { customHandler: (_request, done) => void asked.push(done) },
    });
    const errors = heard((see) => client.connection.bind('error', see));
    client.subscribe('private-slow');
    const before = client.connection.socket_id;
    here.sandbox.close(1001);
    await until(() => client.connection.state === 'connected' && client.connection.socket_id !== before, 'another');
    const wire = subscribes('private-slow');
    asked[0]!(null, { auth: 'app-key:stale' });
    await later();
    wire.end();
    expect([asked.length, wire.sent, errors]).toEqual([2, [], []]);
  });

  it('tells that the server refuses, and subscribes when it is asked again', async () => {
    let signature = 'app-key:wrong';
    const client = await connected({
      channelAuthorization: {
        customHandler: ({ socketId, channelName }, done) =>
          void fetch(`${here.sandbox.url}/pusher/auth`, {
            method: 'POST',
            body: new URLSearchParams({ socket_id: socketId, channel_name: channelName }),
          })
            .then((response) => response.json() as Promise<{ auth: string }>)
            .then(({ auth }) => done(null, { auth: signature || auth })),
      },
    });
    const channel = client.subscribe('private-picky');
    const errors = heard<AuthError>((see) => channel.bind('pusher:subscription_error', see));
    await until(() => errors.length === 1, 'refusal');
    expect([errors[0]![0]!.type, flags(channel)]).toEqual(['AuthError', [false, false, false]]);
    signature = '';
    expect(client.subscribe('private-picky')).toBe(channel);
    await until(() => channel.subscribed, 'subscription');
  });

  it('asks again after a reconnect for what was refused', async () => {
    let refuse = true;
    const client = await connected({
      channelAuthorization: {
        customHandler: ({ socketId, channelName }, done) => {
          if (refuse) return void setTimeout(() => done(new Error('not now'), null));
          void fetch(`${here.sandbox.url}/pusher/auth`, {
            method: 'POST',
            body: new URLSearchParams({ socket_id: socketId, channel_name: channelName }),
          })
            .then((response) => response.json() as Promise<{ auth: string }>)
            .then((data) => done(null, data));
        },
      },
    });
    const channel = client.subscribe('private-later');
    const errors = heard((see) => channel.bind('pusher:subscription_error', see));
    await until(() => errors.length === 1, 'refusal');
    refuse = false;
    here.sandbox.close(4200);
    await until(() => channel.subscribed, 'subscription');
    expect(errors).toEqual([[{ type: 'AuthError', error: 'not now' }]]);
  });

  it('has members: the list, who comes and goes, nobody while there is no connection', async () => {
    const client = await connected();
    const channel = client.subscribe('presence-room');
    const lists = heard<Members>((see) => channel.bind('pusher:subscription_succeeded', see));
    const [came, went] = ['pusher:member_added', 'pusher:member_removed'].map((name) =>
      heard((see) => channel.bind(name, see)),
    );
    await until(() => lists.length === 1, 'list');
    const members = lists[0]![0]!;
    expect([members.count, members.me, members.myID, members.get('me'), members.get('you')]).toEqual([
      1,
      { id: 'me', info: { name: 'Me' } },
      'me',
      { id: 'me', info: { name: 'Me' } },
      null,
    ]);
    const other = await connected({ auth: { params: { user_id: '7', user_info: '"Seven"' } } });
    other.subscribe('presence-room');
    await until(() => came!.length === 1, 'arrival');
    const each = heard((see) => members.each(see));
    expect([came, members.count, each]).toEqual([
      [[{ id: '7', info: 'Seven' }]],
      2,
      [[{ id: '7', info: 'Seven' }], [{ id: 'me', info: { name: 'Me' } }]],
    ]);
    other.disconnect();
    await until(() => went!.length === 1, 'departure');
    client.disconnect();
    expect([went, members.count, members.members, members.me]).toEqual([[[{ id: '7', info: 'Seven' }]], 0, {}, null]);
  });

  it('sends client events: true where they go, false where they cannot', async () => {
    const [from, to] = [await connected(), await connected({ auth: { params: { user_id: 'you' } } })];
    const events = heard((see) => to.subscribe('presence-talk').bind('client-hi', see));
    await until(() => to.channels.find('presence-talk')?.subscribed, 'the other');
    const channel = from.subscribe('presence-talk');
    expect([channel.subscribed, channel.trigger('client-hi', { early: true })]).toEqual([false, true]);
    await until(() => events.length === 1, 'the event');
    expect(events).toEqual([[{ early: true }, { user_id: 'me' }]]);
    expect([
      from.subscribe('public').trigger('client-hi', {}),
      (from.disconnect(), channel.trigger('client-hi', {})),
    ]).toEqual([false, false]);
    expect(() => channel.trigger('hi', {})).toThrow('client-');
    expect(() => from.subscribe('private-encrypted-x').trigger('client-hi', {})).toThrow('encrypted');
  });

  it('has written a client event when it is disconnected right after', async () => {
    const [from, to] = [await connected(), await connected()];
    const events = heard((see) => to.subscribe('private-last').bind('client-bye', see));
    from.subscribe('private-last');
    await until(
      () => from.channels.find('private-last')?.subscribed && to.channels.find('private-last')?.subscribed,
      'both',
    );
    from.channel('private-last').trigger('client-bye', 1);
    from.disconnect();
    await until(() => events.length === 1, 'the event');
  });

  it('opens encrypted channels: by the option nacl, or not at all', async () => {
    const plain = new Plain('app-key', here.options());
    expect(() => plain.subscribe('private-encrypted-x')).toThrow('encryption');
    plain.disconnect();
    const client = new Plain('app-key', here.options({ nacl }));
    const events = heard((see) => client.subscribe('private-encrypted-x').bind('e', see));
    await until(() => client.channels.find('private-encrypted-x')?.subscribed, 'subscription');
    const { default: Server } = await import('pusher');
    const server = new Server({
      appId: 'app-id',
      key: 'app-key',
      secret: 'app-secret',
      host: here.sandbox.host,
      port: String(here.sandbox.port),
      encryptionMasterKeyBase64: Buffer.alloc(32, 7).toString('base64'),
    });
    await server.trigger('private-encrypted-x', 'e', { secret: 1 });
    await until(() => events.length === 1, 'the event');
    client.disconnect();
    expect(events).toEqual([[{ secret: 1 }]]);
  });

  it('counts, zero as well, and keeps the last count', async () => {
    const channel = (await connected()).subscribe('counted');
    const counts = heard((see) => channel.bind('pusher:subscription_count', see));
    await until(() => counts.length === 1, 'count');
    expect([counts, channel.subscriptionCount]).toEqual([[[{ subscription_count: 1 }]], 1]);
    channel.handleEvent({ event: 'pusher_internal:subscription_count', data: { subscription_count: 0 } });
    expect(channel.subscriptionCount).toBe(0);
  });

  it('hears of a cache that is empty, and else its last event after the success', async () => {
    const client = await connected();
    const misses = heard((see) => client.subscribe('cache-a').bind('pusher:cache_miss', see));
    await until(() => misses.length === 1, 'miss');
    here.sandbox.publish({ channel: 'cache-a', event: 'e', data: 1 });
    const seen: string[] = [];
    (await connected()).subscribe('cache-a').bind_global((event: string) => seen.push(event));
    await until(() => seen.includes('e'), 'event');
    expect(seen.filter((event) => event !== 'pusher:subscription_count')).toEqual([
      'pusher:subscription_succeeded',
      'e',
    ]);
  });

  it('tells anew that a cache is empty when it is left and subscribed in one turn', async () => {
    const client = await connected();
    const misses = heard((see) => client.subscribe('cache-again').bind('pusher:cache_miss', see));
    await until(() => misses.length === 1, 'miss');
    client.unsubscribe('cache-again');
    const again = heard((see) => client.subscribe('cache-again').bind('pusher:cache_miss', see));
    await until(() => again.length === 1, 'another');
    expect(misses).toHaveLength(1);
  });

  it.each(['#server-to-user-x', 'a b', ''])('refuses the name %j', async (name) => {
    const client = await connected();
    expect(() => client.subscribe(name)).toThrow('channel');
    expect(client.allChannels()).toEqual([]);
  });

  describe('shared with pusher.rx', () => {
    it('are subscribed once, and stay for whoever is left', async () => {
      const client = await connected();
      const wire = subscribes('shared');
      const ours: unknown[] = [];
      const listening = client.rx
        .channel('shared')
        .on('e')
        .subscribe((data) => ours.push(data));
      await until(() => joined('shared') === 1, 'ours');
      const channel = client.subscribe('shared');
      const [events, successes] = ['e', 'pusher:subscription_succeeded'].map((name) =>
        heard((see) => channel.bind(name, see)),
      );
      expect(flags(channel)).toEqual([false, true, false]);
      await until(() => channel.subscribed, 'theirs');
      here.sandbox.publish({ channel: 'shared', event: 'e', data: 1 });
      await until(() => events!.length === 1, 'event');
      client.unsubscribe('shared');
      await later();
      here.sandbox.publish({ channel: 'shared', event: 'e', data: 2 });
      await until(() => ours.length === 2, 'ours alone');
      listening.unsubscribe();
      await until(() => joined('shared') === 0, 'nobody');
      wire.end();
      expect([wire.sent, successes, events!.length]).toEqual([['subscribe', 'unsubscribe'], [[{}]], 1]);
    });

    it('hold the members, the cached event and the count that are there already', async () => {
      const client = await connected();
      client.rx.channel('presence-cache-both').subscribe();
      await until(() => joined('presence-cache-both') === 1, 'ours');
      here.sandbox.publish({ channel: 'presence-cache-both', event: 'e', data: 1 });
      await later();
      const seen: unknown[] = [];
      client
        .subscribe('presence-cache-both')
        .bind_global((event: string, data: { count?: number }) => seen.push([event, data.count ?? data]));
      await until(() => seen.length === 2, 'both');
      expect(seen).toEqual([
        ['pusher:subscription_succeeded', 1],
        ['e', 1],
      ]);
    });
  });
});
