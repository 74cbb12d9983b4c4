import {
  configureEcho,
  echo,
  useConnectionStatus,
  useEcho,
  useEchoModel,
  useEchoNotification,
  useEchoPresence,
  useEchoPublic,
  usePresenceChannel,
  useSocketId,
} from '@laravel/echo-react';
import { createElement } from 'react';
import { act, create } from 'react-test-renderer';
import { shows } from './support/react.mjs';
import { options, world } from './support/world.mjs';

// The hooks import pusher-js by themselves: an alias is what puts the entry in its place.
describe('@laravel/echo-react', () => {
  let here;
  let tree;
  beforeAll(async () => {
    here = await world();
    configureEcho({ broadcaster: 'reverb', key: 'app-key', ...options(here) });
  });
  afterEach(() => act(() => tree?.unmount()));
  afterAll(() => {
    echo().disconnect();
    here.stop();
  });

  const render = async (use) => {
    const Component = () => createElement('p', null, String(use()));
    await act(() => {
      tree = create(createElement(Component));
    });
  };
  const shown = () => tree.toJSON().children?.[0];
  const names = () => here.sandbox.snapshot().channels.map(({ name }) => name);
  const gone = (name) => shows(() => !names().includes(name), `${name} left`);
  const joined = (name) => shows(() => names().includes(name), `${name} joined`);

  it.each([
    ['useEcho', useEcho, 'private-one'],
    ['useEchoPublic', useEchoPublic, 'one'],
    ['useEchoPresence', useEchoPresence, 'presence-one'],
  ])('%s hears events while it is mounted, and leaves after', async (_name, use, channel) => {
    const heard = [];
    await render(() => use('one', 'Shipped', (data) => heard.push(data)).channel.length);
    await joined(channel);
    await here.server.trigger(channel, 'App\\Events\\Shipped', { id: 1 });
    await shows(() => heard.length === 1, 'the event');
    await act(() => tree.unmount());
    await gone(channel);
    expect(heard).toEqual([{ id: 1 }]);
  });

  it('hears events of models, and notifications', async () => {
    const heard = [];
    await render(() => {
      useEchoModel('App.Models.User', 1, 'UserUpdated', (data) => heard.push(['model', data]));
      useEchoNotification('App.Models.User.1', (data) => heard.push(['notification', data.type]));
    });
    await joined('private-App.Models.User.1');
    await here.server.trigger('private-App.Models.User.1', 'UserUpdated', { model: { id: 1 } });
    const created = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated';
    await here.server.trigger('private-App.Models.User.1', created, { type: 'T' });
    await shows(() => heard.length === 2, 'both');
    expect(heard).toEqual([
      ['model', { model: { id: 1 } }],
      ['notification', 'T'],
    ]);
  });

  it('joins presence channels by a hook of their own, and leaves them', async () => {
    await render(() => usePresenceChannel('room').channel.length);
    await joined('presence-room');
    await act(() => tree.unmount());
    await gone('presence-room');
  });

  it('shows the status of the connection and the socket id, also after a reconnect', async () => {
    await render(() => `${useConnectionStatus()} ${useSocketId()}`);
    await shows(() => shown() === `connected ${echo().socketId()}`, 'the first');
    const before = echo().socketId();
    here.sandbox.close(4200);
    await shows(() => echo().socketId() !== before && echo().connectionStatus() === 'connected', 'another');
    expect(shown()).toBe(`connected ${echo().socketId()}`);
  });
});
