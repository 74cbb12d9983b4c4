import {
  PusherProvider,
  useChannel,
  useClientTrigger,
  useEvent,
  usePresenceChannel,
  usePusher,
} from '@harelpls/use-pusher';
import { createElement } from 'react';
import { act, create } from 'react-test-renderer';
import { shows } from './support/react.mjs';
import { options, until, world } from './support/world.mjs';

describe('@harelpls/use-pusher', () => {
  let here;
  let tree;
  let pusher;
  beforeAll(async () => {
    here = await world();
  });
  afterEach(async () => {
    await act(() => tree.unmount());
    pusher?.client?.disconnect();
  });
  afterAll(() => here.stop());

  const render = async (use, params) => {
    const Inner = () => {
      pusher = usePusher();
      return createElement('p', null, JSON.stringify(use() ?? null));
    };
    const given = { clientKey: 'app-key', cluster: 'mt1', ...options(here, params) };
    await act(() => {
      tree = create(createElement(PusherProvider, given, createElement(Inner)));
    });
  };
  const shown = () => JSON.parse(tree.toJSON().children[0]);
  const names = () => here.sandbox.snapshot().channels.map(({ name }) => name);
  const joined = (name) => shows(() => names().includes(name), `${name} joined`);

  it('hears events of a channel, and leaves it when it goes', async () => {
    const heard = [];
    await render(() => {
      useEvent(useChannel('news'), 'e', (data) => heard.push(data));
    });
    await joined('news');
    await here.server.trigger('news', 'e', { n: 1 });
    await shows(() => heard.length === 1, 'the event');
    await act(() => tree.unmount());
    await until(() => !names().includes('news'), 'left');
    expect(heard).toEqual([{ n: 1 }]);
  });

  it('shows members as they come and go', async () => {
    await render(
      () => {
        const { members, count, myID } = usePresenceChannel('presence-room');
        return { members, count, myID };
      },
      { user_id: 'me', user_info: '{"name":"Me"}' },
    );
    await shows(() => shown().count === 1, 'me');
    expect(shown()).toEqual({ members: { me: { name: 'Me' } }, count: 1, myID: 'me' });
    const { default: Pusher } = await import('pusher-js');
    const other = new Pusher('app-key', {
      cluster: '',
      ...options(here, { user_id: 'other', user_info: '{"name":"O"}' }),
    });
    other.subscribe('presence-room');
    await shows(() => shown().count === 2, 'the other');
    expect(shown().members).toEqual({ me: { name: 'Me' }, other: { name: 'O' } });
    other.disconnect();
    await shows(() => shown().count === 1, 'gone');
  });

  it('sends client events', async () => {
    let trigger;
    await render(() => {
      trigger = useClientTrigger(useChannel('private-talk'));
    });
    await joined('private-talk');
    const { default: Pusher } = await import('pusher-js');
    const other = new Pusher('app-key', { cluster: '', ...options(here) });
    const heard = [];
    const channel = other.subscribe('private-talk').bind('client-hi', (data) => heard.push(data));
    await shows(() => channel.subscribed, 'the other');
    trigger('client-hi', { x: 1 });
    await shows(() => heard.length === 1, 'it');
    other.disconnect();
    expect(heard).toEqual([{ x: 1 }]);
  });
});
