import { clientOf, event, FakeServer, success } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

const NAME = 'cache-a';
const tick = (n: unknown = {}, name = 'refresh') => event(NAME, name, n);
const miss = { event: 'pusher:cache_miss', channel: NAME };
const RECONNECT = 10_000;

interface Bed {
  readonly server: FakeServer;
  readonly heard: readonly unknown[];
  readonly pass: (ms: number) => void;
  /** The connection drops; at the next subscription the server says these that many ms after the success. */
  readonly again: (frames: readonly object[], ms?: number) => void;
}

const given =
  (play: (bed: Bed) => void, name = 'refresh') =>
  () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const heard = listen(clientOf(server).channel(NAME).on(name)).values;
      pass(10);
      const again: Bed['again'] = (frames, ms = 0) => {
        server.socket.drop(4200);
        server.wire();
        while (!server.wire().includes(`subscribe ${NAME}`)) pass(1);
        // The success is on its way.
        pass(server.latency + ms);
        server.say(...frames);
        pass(RECONNECT);
      };
      play({ server, heard, pass, again });
    });

describe('an event equal to the last one of a cache channel', () => {
  it(
    'is news on a server without a cache: three publishes over two reconnects are heard thrice',
    given(({ server, heard, pass, again }) => {
      server.say(tick());
      again([]);
      server.say(tick());
      pass(100);
      again([]);
      pass(100);
      server.say(tick());
      expect(heard).toHaveLength(3);
    }),
  );

  it(
    'is news there also right behind the success, once the server has shown that it repeats nothing',
    given(({ server, heard, again }) => {
      server.say(tick());
      again([]);
      server.say(tick());
      again([tick()]);
      expect(heard).toHaveLength(3);
    }),
  );

  it(
    'is the repetition right behind the success, at each reconnect',
    given(({ server, heard, again }) => {
      server.say(tick());
      for (let n = 0; n < 3; n += 1) again([tick()]);
      expect(heard).toHaveLength(1);
      server.say(tick());
      expect(heard).toHaveLength(2);
    }),
  );

  it(
    'is the repetition only the first time: the second of the same turn is news',
    given(({ server, heard, again }) => {
      server.say(tick());
      again([tick(), tick()]);
      expect(heard).toHaveLength(2);
    }),
  );

  it.each([
    [1, 1],
    [25, 1],
    [30, 1],
    [31, 2],
    [40, 2],
    [5_000, 2],
  ])('that comes %p ms after the success makes %p', (ms, count) =>
    given(({ server, heard, again }) => {
      server.say(tick());
      again([tick()], ms);
      expect(heard).toHaveLength(count);
    })(),
  );

  it(
    'is news after a miss, which says that nothing was kept; and so it is after the next repetition',
    given(({ server, heard, again }) => {
      server.say(tick());
      again([miss, tick()]);
      expect(heard).toHaveLength(2);
      again([tick()]);
      expect(heard).toHaveLength(2);
    }),
  );

  it(
    'is a repetition again on a server that has shown a cache by a miss, though it repeated nothing before',
    given(({ server, heard, again }) => {
      server.say(tick());
      again([]);
      server.say(tick());
      again([miss]);
      server.say(tick());
      again([tick()]);
      expect(heard).toHaveLength(3);
    }),
  );

  it(
    'is news behind another one',
    given(({ server, heard, again }) => {
      server.say(tick(1));
      again([tick(2), tick(1)]);
      expect(heard).toEqual([1, 2, 1]);
    }),
  );

  it(
    'is news on the first subscription',
    given(({ server, heard }) => {
      server.say(tick(), tick());
      expect(heard).toHaveLength(2);
    }),
  );

  it(
    'is the repetition of an early one: the event came first, and the greeting says it once more',
    given(({ server, heard, pass }) => {
      server.say(tick(1));
      server.socket.drop(4200);
      server.answer = () => undefined;
      pass(RECONNECT);
      server.say(tick(2), success(NAME), tick(2));
      expect(heard).toEqual([1, 2]);
    }),
  );

  it(
    'is early, and no repetition of the one before',
    given(({ server, heard, pass }) => {
      server.say(tick(1));
      server.socket.drop(4200);
      server.answer = () => undefined;
      pass(RECONNECT);
      server.say(tick(1), success(NAME));
      expect(heard).toEqual([1, 1]);
    }),
  );

  it(
    'is told by its text: what was written otherwise is news',
    given(({ server, heard, again }) => {
      server.say({ event: 'refresh', channel: NAME, data: '{"n":1}' });
      again([{ event: 'refresh', channel: NAME, data: '{ "n":1}' }]);
      again([{ event: 'refresh', channel: NAME, data: { n: 1 } }]);
      expect(heard).toHaveLength(3);
    }),
  );
});
