import { clientOf, FakeServer } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

it('a client event is not lost where the socket is closing, or has closed and not everybody knows', () =>
  inTime(({ pass }) => {
    const server = new FakeServer();
    const pusher = clientOf(server);
    const channel = pusher.channel('private-a');
    listen(channel);
    pass(10);
    const outcomes: ReturnType<typeof listen>[] = [];
    pusher.state$.subscribe(({ status }) => {
      if (status === 'waiting') outcomes.push(listen(channel.trigger('client-x', 'told')));
    });
    server.socket.readyState = 2;
    outcomes.push(listen(channel.trigger('client-x', 'closing')));
    expect(outcomes[0]!.completed).toBe(false);
    server.socket.readyState = 1;
    server.socket.drop();
    expect(outcomes[1]!.completed).toBe(false);
    pass(10_000);
    expect(outcomes.map(({ completed }) => completed)).toEqual([true, true]);
    expect(server.wire().filter((frame) => frame.startsWith('client'))).toEqual([
      'client-x private-a "closing"',
      'client-x private-a "told"',
    ]);
  }));
