import {
  configureEcho,
  echo,
  useConnectionStatus,
  useEcho,
  useEchoNotification,
  useEchoPresence,
  useEchoPublic,
  useSocketId,
} from '@laravel/echo-vue';
import { createRenderer, h } from 'vue';
import { options, until, world } from './support/world.mjs';

// Vue without a page: what is shown is a text.
const nothing = () => undefined;
const { createApp } = createRenderer({
  insert: (child, parent) => parent.children.push(child),
  remove: nothing,
  createElement: () => ({ children: [] }),
  createText: (text) => ({ text }),
  createComment: nothing,
  setText: (node, text) => void (node.text = text),
  setElementText: (node, text) => void (node.text = text),
  parentNode: () => null,
  nextSibling: () => null,
  patchProp: nothing,
});

describe('@laravel/echo-vue', () => {
  let here;
  let app;
  let root;
  beforeAll(async () => {
    here = await world();
    configureEcho({ broadcaster: 'reverb', key: 'app-key', ...options(here) });
  });
  afterEach(() => app?.unmount());
  afterAll(() => {
    echo().disconnect();
    here.stop();
  });

  const mount = (setup) => {
    root = { children: [] };
    app = createApp({
      setup() {
        const shown = setup();
        return () => h('p', null, typeof shown === 'function' ? shown() : '');
      },
    });
    app.mount(root);
  };
  const names = () => here.sandbox.snapshot().channels.map(({ name }) => name);

  it.each([
    ['useEcho', useEcho, 'private-one'],
    ['useEchoPublic', useEchoPublic, 'one'],
    ['useEchoPresence', useEchoPresence, 'presence-one'],
  ])('%s hears events while it is mounted, and leaves after', async (_name, use, channel) => {
    const heard = [];
    mount(() => void use('one', 'Shipped', (data) => heard.push(data)));
    await until(() => names().includes(channel), 'joined');
    await here.server.trigger(channel, 'App\\Events\\Shipped', { id: 1 });
    await until(() => heard.length === 1, 'the event');
    app.unmount();
    app = undefined;
    await until(() => !names().includes(channel), 'left');
    expect(heard).toEqual([{ id: 1 }]);
  });

  it('hears notifications', async () => {
    const heard = [];
    mount(() => void useEchoNotification('App.Models.User.1', (data) => heard.push(data.type)));
    await until(() => names().includes('private-App.Models.User.1'), 'joined');
    const created = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated';
    await here.server.trigger('private-App.Models.User.1', created, { type: 'T' });
    await until(() => heard.length === 1, 'it');
    expect(heard).toEqual(['T']);
  });

  it('shows the status of the connection and the socket id, also after a reconnect', async () => {
    mount(() => {
      const [status, id] = [useConnectionStatus(), useSocketId()];
      return () => `${status.value} ${id.value}`;
    });
    const shown = () => root.children[0].text;
    await until(() => shown() === `connected ${echo().socketId()}`, 'the first');
    const before = echo().socketId();
    here.sandbox.close(4200);
    await until(() => echo().socketId() !== before && echo().connectionStatus() === 'connected', 'another');
    await until(() => shown() === `connected ${echo().socketId()}`, 'the other');
  });
});
