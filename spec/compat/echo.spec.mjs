import EchoModule from 'laravel-echo';
import Pusher from 'pusher-js';
import { options, until, world } from './support/world.mjs';

const Echo = EchoModule.default ?? EchoModule;

// Three ways in which programs give it its client.
const WAYS = {
  'new Echo({ Pusher })': (given) => new Echo({ broadcaster: 'reverb', key: 'app-key', Pusher, ...given }),
  'new Echo({ client })': (given) =>
    new Echo({
      broadcaster: 'pusher',
      key: 'app-key',
      client: new Pusher('app-key', { ...given, cluster: 'mt1' }),
      ...given,
    }),
  'window.Pusher = Pusher': (given) => {
    globalThis.window = { Pusher };
    try {
      return new Echo({ broadcaster: 'pusher', key: 'app-key', cluster: 'mt1', ...given });
    } finally {
      delete globalThis.window;
    }
  },
};

describe.each(Object.entries(WAYS))('laravel-echo by %s', (way, create) => {
  let here;
  const echos = [];
  const echo = (params) => {
    const made = create(options(here, params));
    echos.push(made);
    return made;
  };
  const subscribed = (channel) => new Promise((resolve) => channel.subscribed(resolve));
  const once = (listen) => new Promise((resolve) => listen(resolve));

  beforeAll(async () => {
    here = await world();
  });
  afterAll(() => here.stop());
  afterEach(() => echos.splice(0).forEach((one) => one.disconnect()));

  it('listens on public channels, to names with and without the namespace', async () => {
    const channel = echo().channel('orders');
    const shipped = once((hear) => channel.listen('OrderShipped', hear));
    const plain = once((hear) => channel.listen('.order.shipped', hear));
    await subscribed(channel);
    await here.server.trigger('orders', 'App\\Events\\OrderShipped', { id: 1 });
    await here.server.trigger('orders', 'order.shipped', { id: 2 });
    expect([await shipped, await plain]).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('listens by one call on the client', async () => {
    const one = echo();
    const heard = once((hear) => one.listen('news', 'Published', hear));
    await subscribed(one.channel('news'));
    await here.server.trigger('news', 'App\\Events\\Published', 1);
    expect(await heard).toBe(1);
  });

  it('hears all events of a channel, and none of the protocol', async () => {
    const heard = [];
    const channel = echo().channel('all');
    const hear = (event, data) => heard.push([event, data]);
    channel.listenToAll(hear);
    await subscribed(channel);
    await here.server.trigger('all', 'App\\Events\\A', 1);
    await here.server.trigger('all', 'b', 2);
    await until(() => heard.length === 2, 'both events');
    channel.stopListeningToAll();
    const other = once((then) => channel.listen('.c', then));
    await here.server.trigger('all', 'c', 3);
    await other;
    expect(heard).toEqual([
      ['A', 1],
      ['.b', 2],
    ]);
  });

  it('stops listening: one handler, or all of an event', async () => {
    const heard = [];
    const channel = echo().channel('stops');
    const [one, two] = [() => heard.push('one'), () => heard.push('two')];
    channel.listen('.e', one).listen('.e', two).listen('.f', one).stopListening('.e', one).stopListening('.f');
    await subscribed(channel);
    await here.server.trigger('stops', 'f', 1);
    await here.server.trigger('stops', 'e', 1);
    await until(() => heard.length > 0, 'an event');
    expect(heard).toEqual(['two']);
  });

  it('authorizes private channels, with its headers, changed in place as well', async () => {
    const one = echo();
    one.connector.options.auth.headers['X-Later'] = 'yes';
    await subscribed(one.private('mine'));
    const { headers } = here.requests.filter(({ url }) => url === '/pusher/auth').at(-1);
    expect([headers['x-from'], headers['x-later']]).toEqual(['compat', 'yes']);
    expect(here.sandbox.snapshot().channels.map(({ name }) => name)).toContain('private-mine');
  });

  it('tells the error of a subscription, with the status', async () => {
    const one = create({ ...options(here), authEndpoint: `${here.sandbox.url}/nothing-here` });
    echos.push(one);
    const status = await once((hear) => one.private('refused').error(hear));
    expect(status).toMatchObject({ type: 'AuthError', status: 404, error: expect.stringContaining('404') });
  });

  it('whispers to others on private and presence channels', async () => {
    const [from, to] = [echo({ user_id: 'f' }), echo({ user_id: 't' })];
    for (const open of [(one) => one.private('talk'), (one) => one.join('talk')]) {
      const [here1, there] = [open(from), open(to)];
      await Promise.all([subscribed(here1), subscribed(there)]);
      const heard = once((hear) => there.listenForWhisper('typing', hear));
      here1.whisper('typing', { name: 'F' });
      expect(await heard).toEqual({ name: 'F' });
      there.stopListeningForWhisper('typing');
    }
  });

  it('joins: here, joining, leaving', async () => {
    const seen = [];
    const watcher = echo({ user_id: 'w', user_info: '{"name":"W"}' });
    const room = watcher.join('room');
    room
      .here((users) => seen.push(['here', users]))
      .joining((user) => seen.push(['joining', user]))
      .leaving((user) => seen.push(['leaving', user]));
    await until(() => seen.length === 1, 'the list');
    const other = echo({ user_id: 'o', user_info: '{"name":"O"}' });
    await subscribed(other.join('room'));
    await until(() => seen.length === 2, 'somebody joining');
    other.leave('room');
    await until(() => seen.length === 3, 'somebody leaving');
    expect(seen).toEqual([
      ['here', [{ name: 'W' }]],
      ['joining', { name: 'O' }],
      ['leaving', { name: 'O' }],
    ]);
  });

  it('opens encrypted channels', async () => {
    const channel = echo().encryptedPrivate('diary');
    const heard = once((hear) => channel.listen('.entry', hear));
    await subscribed(channel);
    await here.server.trigger('private-encrypted-diary', 'entry', { secret: 1 });
    expect(await heard).toEqual({ secret: 1 });
  });

  it('hears notifications, until it stops', async () => {
    const channel = echo().private('App.Models.User.1');
    const NAME = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated';
    const heard = once((hear) => channel.notification(hear));
    await subscribed(channel);
    await here.server.trigger('private-App.Models.User.1', NAME, { type: 'T', id: 1 });
    expect(await heard).toEqual({ type: 'T', id: 1 });
    channel.stopListeningForNotification();
  });

  it('leaves one channel, all of a name, and all there are', async () => {
    const one = echo();
    const kinds = [one.channel('x'), one.private('x'), one.join('x'), one.encryptedPrivate('x'), one.channel('y')];
    await Promise.all(kinds.map(subscribed));
    const names = () => {
      const mine = here.sandbox.snapshot().connections.find(({ socketId }) => socketId === one.socketId());
      return [...mine.channels].sort().join();
    };
    expect(names()).toBe('presence-x,private-encrypted-x,private-x,x,y');
    one.leaveChannel('private-x');
    await until(() => names() === 'presence-x,private-encrypted-x,x,y', 'one left');
    one.leave('x');
    await until(() => names() === 'y', 'the name left');
    one.leaveAllChannels();
    await until(() => names() === '', 'all left');
  });

  it('hears nothing of a channel it has left, and everything when it is back', async () => {
    const heard = [];
    const one = echo();
    const before = one.channel('again').listen('.e', () => heard.push('before'));
    await subscribed(before);
    one.leave('again');
    const after = one.channel('again').listen('.e', () => heard.push('after'));
    await subscribed(after);
    await here.server.trigger('again', 'e', 1);
    await until(() => heard.length > 0, 'the event');
    expect(heard).toEqual(['after']);
  });

  it('tells its socket id and the status of the connection, and goes on after a reconnect', async () => {
    const one = echo();
    const statuses = [];
    const stop = one.connector.onConnectionChange((status) => statuses.push(status));
    const heard = [];
    const channel = one.private('lasting').listen('.e', (data) => heard.push(data));
    await subscribed(channel);
    const id = one.socketId();
    expect([one.connectionStatus(), here.sandbox.snapshot().connections.map(({ socketId }) => socketId)]).toEqual([
      'connected',
      expect.arrayContaining([id]),
    ]);
    const again = subscribed(channel);
    here.sandbox.close(4200, '', here.sandbox.snapshot().connections.find(({ socketId }) => socketId === id).id);
    await again;
    expect(one.socketId()).not.toBe(id);
    await here.server.trigger('private-lasting', 'e', 1);
    await until(() => heard.length === 1, 'an event after it');
    one.disconnect();
    expect(one.connectionStatus()).toBe('disconnected');
    stop();
    expect(statuses.filter((status, i) => status !== statuses[i - 1]).slice(-4)).toEqual([
      'connected',
      'connecting',
      'connected',
      'disconnected',
    ]);
  });

  it('connects again when it is told to', async () => {
    const one = echo();
    await subscribed(one.channel('back'));
    one.disconnect();
    expect(one.connectionStatus()).toBe('disconnected');
    const again = subscribed(one.channel('back'));
    one.connector.pusher.connect();
    await again;
    expect(one.connectionStatus()).toBe('connected');
  });

  it('signs in, and hears what is sent to the user', async () => {
    const one = echo({ user_id: 'ann' });
    await subscribed(one.channel('before'));
    const { user } = one.connector.pusher;
    const note = once((hear) => user.bind('note', hear));
    one.connector.signin();
    await until(() => here.sandbox.snapshot().channels.some(({ name }) => name === '#server-to-user-ann'), 'sign-in');
    await here.server.sendToUser('ann', 'note', { n: 1 });
    expect([await note, user.user_data.id]).toEqual([{ n: 1 }, 'ann']);
  });
});
