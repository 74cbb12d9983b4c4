import type { Pusher } from '../../lib/index.js';
import { clientOf, event, FakeServer } from '../support/fake-server.js';
import type { FakeSocket } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import type { Time } from '../support/in-time.js';
import { listen } from '../support/listen.js';

// Sockets that throw where they should do what they are told: whatever they throw, everything goes on.

type Method = 'send' | 'close' | 'terminate';

/** The first socket throws at those, from the moment in which `broken` is called. */
const played = (
  play: (bed: Time & { server: FakeServer; pusher: Pusher; breaks: (...methods: Method[]) => void }) => void,
) =>
  inTime((time) => {
    const server = new FakeServer();
    const pusher = clientOf(server, { activityTimeout: 10_000, pongTimeout: 2_000, linger: 0 });
    const breaks = (...methods: Method[]) => {
      for (const method of methods) {
        (server.socket as FakeSocket & { terminate?: () => void })[method] = () => {
          throw new Error(`${method} is broken`);
        };
      }
    };
    play({ ...time, server, pusher, breaks });
  });

/** The client is whole: connected, the channel subscribed, its events heard once. */
const expectWhole = (server: FakeServer, room: { readonly values: unknown[] }) => {
  room.values.length = 0;
  server.say(event('private-a', 'e', 'now'));
  expect(room.values).toEqual(['now']);
};

describe('a socket that throws', () => {
  it.each<[string, (pusher: Pusher) => void]>([
    ['a subscription', (pusher) => void listen(pusher.channel('b'))],
    ['a client event', (pusher) => void listen(pusher.channel('private-a').trigger('client-x', 1))],
    ['a sign-in', (pusher) => void listen(pusher.user)],
    ['a ping', (pusher) => void listen(pusher.ping())],
    ['the ping of the keep-alive', () => undefined],
    ['many things at once', (pusher) => ['b', 'c', 'd'].forEach((name) => void listen(pusher.channel(name)))],
  ])('when it is to write %s is given up, with that as the cause, and all of it is done on the next', (_, write) =>
    played(({ server, pusher, breaks, pass }) => {
      const room = listen(pusher.channel('private-a').on('e'));
      const states = listen(pusher.state$);
      pass(100);
      breaks('send');
      write(pusher);
      pass(16_000);
      expect(states.values.map(({ status }) => status)).toEqual([
        ...['connecting', 'connected', 'waiting', 'connecting', 'connected'],
      ]);
      expect(states.values[2]).toMatchObject({ cause: { code: 1006, cause: { message: 'send is broken' } } });
      expect(server.sockets).toHaveLength(2);
      expectWhole(server, room);
      expect(server.socket.readyState).toBe(1);
    }),
  );

  it('when it is to answer a ping is given up', () =>
    played(({ server, pusher, breaks, pass }) => {
      const room = listen(pusher.channel('private-a').on('e'));
      pass(100);
      breaks('send');
      server.say({ event: 'pusher:ping', data: {} });
      pass(5_000);
      expect(server.sockets).toHaveLength(2);
      expectWhole(server, room);
    }));

  it('at the very first thing it is to write does not stop the client', () =>
    played(({ server, pusher, pass }) => {
      const { WebSocketCtor } = server;
      const room = listen(pusher.channel('private-a').on('e'));
      expect(WebSocketCtor).toBeDefined();
      server.socket.send = () => {
        throw new Error('send is broken');
      };
      pass(5_000);
      expectWhole(server, room);
    }));

  it.each<[string, readonly Method[]]>([
    ['closed', ['close']],
    ['dropped', ['terminate']],
    ['closed or dropped', ['close', 'terminate']],
    ['told anything', ['close', 'terminate', 'send']],
  ])('when it is %s is left all the same', (_, methods) =>
    played(({ server, pusher, breaks, pass, timers }) => {
      const room = listen(pusher.channel('private-a').on('e'));
      pass(100);
      // Left because nobody wants it; because of disconnect(); because it is silent.
      breaks(...methods);
      room.leave();
      pass(10_000);
      expect(timers()).toBe(0);
      const again = listen(pusher.channel('private-a').on('e'));
      pass(100);
      expectWhole(server, again);
      breaks(...methods);
      const disconnected = listen(pusher.disconnect());
      pass(5_000);
      expect(disconnected.completed).toBe(true);
      const hold = pusher.connect();
      pass(100);
      expectWhole(server, again);
      breaks(...methods);
      server.answer = () => undefined;
      pass(20_000);
      expect(server.sockets.length).toBeGreaterThan(3);
      again.leave();
      hold.unsubscribe();
      pass(60_000);
      expect(timers()).toBe(0);
    }),
  );

  it('within the handler that is told of the connection disturbs no other handler', () =>
    played(({ server, pusher, pass }) => {
      const first = listen(pusher.state$, ({ status }) => {
        if (status !== 'connected' || server.sockets.length > 1) return;
        server.socket.send = () => {
          throw new Error('send is broken');
        };
        listen(pusher.channel('b'));
      });
      const second = listen(pusher.state$);
      const room = listen(pusher.channel('private-a').on('e'));
      pass(10_000);
      expect(second.values.map(({ status }) => status)).toEqual(first.values.map(({ status }) => status));
      expect(second.values.at(-1)?.status).toBe('connected');
      expectWhole(server, room);
    }));
});
