import { map, NEVER, takeUntil, timer } from 'rxjs';
import { clientOf, event, FakeServer, success } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

describe('bursts of subscribing and leaving', () => {
  /** Each letter a subscriber who comes (S), or the last of them leaving (U), as fast as can be or with `linger` between. */
  const table: readonly (readonly [burst: string, atOnce: string, slowly: string])[] = [
    ['S', 'S', 'S'],
    ['SU', 'SU', 'SU'],
    ['SUS', 'S', 'SUS'],
    ['SUSU', 'SU', 'SUSU'],
    ['SUSUS', 'S', 'SUSUS'],
    ['SS', 'S', 'S'],
    ['SSU', 'S', 'S'],
    ['SSUU', 'SU', 'SU'],
    ['SUSSU', 'S', 'SUS'],
    ['SUSSUU', 'SU', 'SUSU'],
  ];
  const short = (wire: readonly string[]) => wire.map((frame) => (frame.startsWith('subscribe') ? 'S' : 'U')).join('');

  const played = (burst: string, pause: number, name: string, latency: number) =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server, { linger: 100 });
      pusher.connect();
      pass(1_000);
      server.latency = latency;
      const subscribers: { leave: () => void }[] = [];
      for (const letter of burst) {
        if (letter === 'S') subscribers.push(listen(pusher.channel(name)));
        else subscribers.pop()!.leave();
        pass(pause);
      }
      pass(30_000);
      return short(server.wire());
    });

  it.each(table)('%s is %s on the wire, and %s where there is time between', (burst, atOnce, slowly) => {
    for (const name of ['a', 'private-a', 'presence-a']) {
      expect(played(burst, 0, name, 1)).toBe(atOnce);
      expect(played(burst, 200, name, 1)).toBe(slowly);
      // However slow the server is, it is asked one question at a time.
      expect(played(burst, 200, name, 10_000)).toBe(atOnce);
    }
  });

  it.each(table)('%s is nothing or one subscribe while there is no connection', (burst) => {
    const wanted = burst.split('S').length > burst.split('U').length;
    inTime(({ pass }) => {
      const server = new FakeServer(1);
      server.mute = true;
      const pusher = clientOf(server, { linger: 100 });
      const subscribers: { leave: () => void }[] = [];
      for (const letter of burst) {
        if (letter === 'S') subscribers.push(listen(pusher.channel('a')));
        else subscribers.pop()!.leave();
        pass(200);
      }
      server.mute = false;
      pass(60_000);
      expect(server.wire()).toEqual(wanted ? ['subscribe a'] : []);
    });
  });
});

describe('leaving a channel', () => {
  it('while it is being authorized sends nothing, and ends the authorization', () =>
    inTime(({ pass, timers }) => {
      const server = new FakeServer();
      const pusher = clientOf(server, { channelAuthorization: () => NEVER.pipe(takeUntil(timer(5_000))) });
      const connection = pusher.connect();
      const one = listen(pusher.channel('private-a'));
      pass(100);
      one.leave();
      pass(60_000);
      expect(server.wire()).toEqual([]);
      connection.unsubscribe();
      pass(100);
      expect(timers()).toBe(0);
    }));

  it('while the server has not answered waits for the answer, and takes it back', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => undefined;
      const pusher = clientOf(server);
      pusher.connect();
      pass(10);
      listen(pusher.channel('a')).leave();
      pass(2_000);
      expect(server.wire()).toEqual(['subscribe a']);
      server.say(success('a'));
      expect(server.wire()).toEqual(['unsubscribe a']);
      expect(listen(pusher.channels$).values[0]!.size).toBe(0);
    }));

  it('while the server has not answered, and coming back, is one subscription', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => undefined;
      const pusher = clientOf(server);
      pusher.connect();
      pass(10);
      listen(pusher.channel('a')).leave();
      pass(2_000);
      const heard = listen(pusher.channel('a').on('x'));
      server.say(success('a'), event('a', 'x', 1));
      pass(20_000);
      expect(heard.values).toEqual([1]);
      expect(server.wire()).toEqual(['subscribe a']);
    }));

  it('while the server stays silent takes the question back in the end', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => undefined;
      const pusher = clientOf(server);
      pusher.connect();
      pass(10);
      listen(pusher.channel('a')).leave();
      pass(20_000);
      expect(server.wire()).toEqual(['subscribe a', 'unsubscribe a']);
    }));

  it('before the server refuses: who comes meanwhile hears of it, once, and nothing stays subscribed', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => undefined;
      const pusher = clientOf(server);
      pusher.connect();
      pass(10);
      listen(pusher.channel('private-a')).leave();
      pass(2_000);
      const late = listen(pusher.channel('private-a'));
      server.say(event('private-a', 'pusher:subscription_error', { error: 'no' }));
      expect(late.error).toBeDefined();
      pass(60_000);
      expect(server.wire()).toEqual(['subscribe private-a']);
    }));

  it('closes the connection with it, answered or not, where nobody else wants it', () =>
    inTime(({ pass, timers }) => {
      const server = new FakeServer();
      server.answer = () => undefined;
      const pusher = clientOf(server);
      const both = ['a', 'b'].map((name) => listen(pusher.channel(name)));
      pass(10);
      for (const each of both) each.leave();
      pass(600);
      expect(server.socket.readyState).toBe(3);
      expect(timers()).toBe(0);
      const again = listen(pusher.channel('a'));
      pass(10);
      server.say(success('a'), event('a', 'x'));
      expect(again.values).toHaveLength(1);
    }));

  it('while there is no connection is forgotten: it is not subscribed when the connection is back', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      pusher.connect();
      const [a] = [listen(pusher.channel('a')), listen(pusher.channel('b'))];
      pass(10);
      server.wire();
      server.socket.drop();
      a.leave();
      pass(10_000);
      expect(server.wire()).toEqual(['subscribe b']);
    }));

  it('while its subscription is pending and the connection drops leaves no zombie', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => undefined;
      const pusher = clientOf(server);
      pusher.connect();
      const a = listen(pusher.channel('a'));
      pass(10);
      a.leave();
      pass(600);
      server.socket.drop();
      pass(10_000);
      expect(server.sockets).toHaveLength(2);
      expect(server.wire()).toEqual(['subscribe a']);
    }));

  it('just before the connection is back asks for no authorization that nobody wants', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const asked: string[] = [];
      const pusher = clientOf(server, {
        channelAuthorization: ({ channelName }) => {
          asked.push(channelName);
          return [{ auth: 'key:signature' }];
        },
      });
      pusher.connect();
      const one = listen(pusher.channel('private-a'));
      pass(10);
      one.leave();
      server.socket.drop(4200);
      pass(10);
      expect(server.sockets).toHaveLength(2);
      expect(asked).toEqual(['private-a']);
      listen(pusher.channel('private-a'));
      pass(10);
      expect(server.wire()).toEqual(['subscribe private-a', 'subscribe private-a']);
    }));
});

describe('a subscription nobody asked for', () => {
  it('is taken back', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      pusher.connect();
      pass(10);
      server.say(success('a'));
      expect(server.wire()).toEqual(['unsubscribe a']);
    }));

  it('is taken back where the server accepts what it first refused, or answers too late', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => undefined;
      const pusher = clientOf(server, {
        channelAuthorization: ({ channelName }) => timer(100).pipe(map(() => ({ auth: `key:${channelName}` }))),
      });
      pusher.connect();
      for (const name of ['private-a', 'private-b']) listen(pusher.channel(name));
      pass(200);
      server.say(event('private-a', 'pusher:subscription_error', {}), success('private-a'));
      pass(20_000);
      listen(pusher.channel('private-b'));
      server.say(success('private-b'));
      expect(server.wire()).toEqual([
        ...['subscribe private-a', 'subscribe private-b', 'unsubscribe private-a'],
        ...['unsubscribe private-b', 'unsubscribe private-b'],
      ]);
    }));
});

describe('an authorization', () => {
  it('that is under way when the connection drops is neither waited for nor sent', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      let asked = 0;
      const pusher = clientOf(server, {
        channelAuthorization: ({ socketId }) => {
          asked += 1;
          return asked === 1
            ? timer(5_000).pipe(map(() => ({ auth: `key:${socketId}` })))
            : [{ auth: `key:${socketId}` }];
        },
      });
      listen(pusher.channel('private-a'));
      pass(10);
      server.socket.drop(4200);
      pass(60_000);
      expect(server.sent.filter(({ event: name }) => name === 'pusher:subscribe')).toMatchObject([
        { socket: 2, data: { auth: 'key:2.2' } },
      ]);
    }));

  it('that never answers is given up in time', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const heard = listen(clientOf(server, { channelAuthorization: () => NEVER }).channel('private-a'));
      pass(15_001);
      expect(heard.error).toMatchObject({ _tag: 'AuthorizationTimeout', channel: 'private-a' });
    }));
});

it('whoever wants another channel while the connection opens does not hold it open for ever', () =>
  inTime(({ pass, timers }) => {
    const server = new FakeServer();
    const pusher = clientOf(server);
    const inner: { leave: () => void }[] = [];
    const states = listen(pusher.state$, ({ status }) => {
      if (status === 'connecting') inner.push(listen(pusher.channel('b')));
    });
    const outer = listen(pusher.channel('a'));
    pass(10);
    expect(server.wire()).toEqual(['subscribe a', 'subscribe b']);
    for (const each of [outer, ...inner]) each.leave();
    pass(1_000);
    expect(states.values.at(-1)).toEqual({ status: 'idle' });
    expect(timers()).toBe(0);
  }));
