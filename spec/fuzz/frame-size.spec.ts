import { Subscription } from 'rxjs';
import { createPusher } from '../../lib/index.js';
import type { ConnectionState } from '../../lib/index.js';
import { run, until } from '../sandbox/support/running.js';

const left = new Subscription();
afterEach(() => left.unsubscribe());

it('drops a connection on which a frame above `maxPayload` comes, says why, and hears on with the next', async () => {
  const { sandbox, stop } = await run();
  const pusher = createPusher('app-key', {
    wsHost: '127.0.0.1',
    wsPort: sandbox.port,
    forceTLS: false,
    linger: 0,
    reconnect: { minDelay: 10, maxDelay: 20 },
    webSocketOptions: { maxPayload: 4_096 },
  });
  const states: ConnectionState[] = [];
  const heard: unknown[] = [];
  left.add(pusher.channel('a').subscribe(({ data }) => heard.push(data)));
  left.add(pusher.state$.subscribe((state) => states.push(state)));
  left.add(stop);
  const subscribed = (times: number) =>
    until(
      () =>
        states.filter(({ status }) => status === 'connected').length === times &&
        sandbox.snapshot().channels.length > 0,
      'a subscription',
    );
  await subscribed(1);
  sandbox.publish({ channel: 'a', event: 'e', data: 'x'.repeat(8_000) });
  await subscribed(2);
  sandbox.publish({ channel: 'a', event: 'e', data: 'next' });
  await until(() => heard.length > 0, 'the next event');
  expect(heard).toEqual(['next']);
  expect(states.find(({ status }) => status === 'waiting')).toMatchObject({
    cause: { _tag: 'SocketClosed', cause: { message: 'Max payload size exceeded' } },
  });
});
