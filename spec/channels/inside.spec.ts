import type { Observable } from 'rxjs';
import { config, filter, firstValueFrom, take } from 'rxjs';
import type { Pusher } from '../../lib/index.js';
import { errorLike } from '../support/error-like.js';
import { clientOf, event, FakeServer, list } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

const statuses = (heard: { readonly values: readonly { readonly status: string }[] }) =>
  heard.values.map(({ status }) => status);

describe('done inside a handler', () => {
  it.each<[string, (pusher: Pusher) => unknown]>([
    ['peeks', (pusher) => firstValueFrom(pusher.channel('a').state$)],
    [
      'peeks at the next one',
      (pusher) => firstValueFrom(pusher.channel('a').state$.pipe(filter(({ status }) => status === 'subscribed'))),
    ],
    ['watches and leaves', (pusher) => listen(pusher.channel('a').state$).leave()],
    ['watches lifecycle$ and leaves', (pusher) => listen(pusher.channel('a').lifecycle$).leave()],
  ])('of state$: whoever %s deafens nobody', (_, act) =>
    inTime(({ pass }) => {
      const pusher = clientOf(new FakeServer());
      const before = listen(pusher.channel('a').state$);
      const watching = listen(pusher.channel('a').state$, () => void act(pusher));
      const after = listen(pusher.channel('a').state$);
      listen(pusher.channel('a'));
      pass(10);
      for (const heard of [before, watching, after])
        expect(statuses(heard)).toEqual(['unsubscribed', 'subscribing', 'subscribed']);
    }),
  );

  it('of the last notification of a watcher: its successor hears what follows, and so does everybody else', () =>
    inTime(({ pass }) => {
      const room = clientOf(new FakeServer()).channel('a');
      const heirs: ReturnType<typeof listen<{ readonly status: string }>>[] = [];
      const replaced = () =>
        room.state$
          .pipe(
            filter(({ status }) => status === 'subscribing'),
            take(1),
          )
          .subscribe({ complete: () => heirs.push(listen(room.state$)) });
      replaced();
      const beside = listen(room.state$);
      replaced();
      listen(room);
      pass(10);
      expect(heirs.map(statuses)).toEqual(Array(2).fill(['subscribing', 'subscribed']));
      expect(statuses(beside)).toEqual(['unsubscribed', 'subscribing', 'subscribed']);
    }));

  it.each(['idle', 'connecting', 'connected', 'waiting', 'disconnecting', 'disconnected'] as const)(
    'of state$: a channel wanted when told of %s is subscribed when there is a connection',
    (at) =>
      inTime(({ pass }) => {
        const server = new FakeServer();
        const pusher = clientOf(server, { linger: 0 });
        const first = listen(pusher.channel('first'));
        let heard: ReturnType<typeof listen> | undefined;
        listen(pusher.state$, ({ status }) => {
          if (status === at) heard ??= listen(pusher.channel('private-a').on('x'));
        });
        pass(10);
        if (at === 'waiting') server.socket.drop();
        if (at === 'idle') first.leave();
        if (at === 'disconnecting' || at === 'disconnected') {
          pusher.disconnect();
          pass(10);
          pusher.connect();
        }
        pass(20_000);
        server.say(event('private-a', 'x', 1));
        expect(heard?.values).toEqual([1]);
      }),
  );

  it('of state$: a channel wanted when told that the connection has failed tries again', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const first = listen(pusher.channel('a'));
      pass(10);
      let heard: ReturnType<typeof listen> | undefined;
      listen(pusher.state$, ({ status }) => {
        if (status === 'failed') heard = listen(pusher.channel('b').on('x'));
      });
      server.socket.drop(4001);
      expect(first.error).toEqual(errorLike({ _tag: 'SocketClosed' }));
      pass(10_000);
      server.say(event('b', 'x', 1));
      expect([heard!.error, heard!.values]).toEqual([undefined, [1]]);
    }));

  it.each(['waiting', 'channel'])(
    'a private channel wanted when told of the loss (%s) is not authorized for it',
    (by) =>
      inTime(({ pass }) => {
        const server = new FakeServer();
        const asked: string[] = [];
        const pusher = clientOf(server, {
          channelAuthorization: ({ socketId, channelName }) => {
            asked.push(`${socketId} ${channelName}`);
            return [{ auth: `key:${socketId}` }];
          },
        });
        listen(pusher.channel('a'));
        pass(10);
        let wanted = false;
        const want = (status: string) => {
          if (status === 'waiting' || status === 'unsubscribed') wanted = Boolean(listen(pusher.channel('private-b')));
        };
        if (by === 'waiting') listen(pusher.state$, ({ status }) => want(status));
        else pusher.channel('a').lifecycle$.subscribe(({ type }) => want(type));
        server.socket.drop();
        expect([wanted, asked]).toEqual([true, []]);
        pass(10_000);
        expect(asked).toEqual(['2.2 private-b']);
      }),
  );

  it.each(['state$', 'channels$', 'lifecycle$', 'delivered$', 'frames$'] as const)(
    'of %s: a socket that is lost there is authorized for no channel',
    (place) =>
      inTime(({ pass }) => {
        const server = new FakeServer();
        const asked: string[] = [];
        const pusher = clientOf(server, {
          channelAuthorization: ({ socketId }) => {
            asked.push(socketId);
            return [{ auth: `key:${socketId}` }];
          },
        });
        let drops = 1;
        const drop = () => {
          if (drops > 0 && server.sockets.at(-1)?.readyState === 1 && server.sockets.length === 1) {
            drops -= 1;
            server.socket.drop();
          }
        };
        const room = pusher.channel('private-a');
        const watched$: Observable<unknown> = place === 'lifecycle$' ? room.lifecycle$ : pusher[place];
        watched$.subscribe(drop);
        listen(room);
        pass(20_000);
        expect(drops).toBe(0);
        expect(asked).toEqual(['2.2']);
      }),
  );

  it('of a failure: who comes back then, and leaves and comes again, has the channel', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const room = pusher.channel('private-a');
      listen(room);
      pass(10);
      // Wanted in the job that takes the channel out, and again when its failure is told.
      let late: ReturnType<typeof listen> | undefined;
      const first = pusher.frames$.pipe(take(1)).subscribe(() => {
        room.on('x').subscribe({ error: () => (late = listen(room.on('x'))) });
      });
      server.say(event('private-a', 'pusher:subscription_error', { error: 'no' }));
      first.unsubscribe();
      pass(10);
      server.say(event('private-a', 'x', 1));
      expect([late?.error, late?.values]).toEqual([undefined, [1]]);
      expect([...listen(pusher.channels$).values[0]!.keys()]).toEqual(['private-a']);
    }));

  it('of the last one’s leaving: who comes and is gone in the same breath holds no connection', () =>
    inTime(({ pass, timers }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const maps = listen(pusher.channels$);
      const heard = listen(pusher.channel('a'));
      pass(10);
      let shown: readonly string[] = ['?'];
      pusher.channel('a').lifecycle$.subscribe(({ type }) => {
        if (type !== 'left') return;
        const short = listen(pusher.channel('b'));
        shown = [...listen(pusher.channels$).values[0]!.keys()];
        short.leave();
      });
      const inside = listen(pusher.channels$);
      heard.leave();
      pass(60_000);
      expect(server.socket.readyState).toBe(3);
      expect([shown, maps.values.at(-1)!.size, inside.values.at(-1)!.size, timers()]).toEqual([[], 0, 0, 0]);
    }));

  it('of frames$: a client event triggered when told of the success is written at once', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const room = pusher.channel('private-a');
      listen(room);
      let outcome: ReturnType<typeof listen> | undefined;
      pusher.frames$.subscribe(({ event: name }) => {
        if (name.endsWith('subscription_succeeded')) outcome = listen(room.trigger('client-x', 1));
      });
      pass(10);
      expect(outcome).toMatchObject({ completed: true });
      expect(server.wire()).toEqual(['subscribe private-a', 'client-x private-a 1']);
    }));

  it.each(['b', 'private-b'])('of the last one’s leaving: who wants %s then keeps the connection', (name) =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const heard = listen(pusher.channel('a'));
      pass(10);
      let next: ReturnType<typeof listen> | undefined;
      pusher.channel('a').lifecycle$.subscribe(({ type }) => {
        if (type === 'left') next = listen(pusher.channel(name).on('x'));
      });
      heard.leave();
      pass(1_000);
      server.say(event(name, 'x', 1));
      expect([server.sockets.length, next!.values]).toEqual([1, [1]]);
    }),
  );

  it('of the last one’s leaving: who comes back to a channel that is being left keeps the connection, and it', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server, { linger: 0 });
      const last = listen(pusher.channel('a'));
      pass(10);
      server.latency = 100;
      const slow = listen(pusher.channel('b'));
      slow.leave();
      pass(5);
      let again: ReturnType<typeof listen> | undefined;
      pusher.channel('a').lifecycle$.subscribe(({ type }) => {
        if (type === 'left') again = listen(pusher.channel('b').on('x'));
      });
      last.leave();
      pass(1_000);
      server.say(event('b', 'x', 1));
      expect([server.sockets.length, again!.values]).toEqual([1, [1]]);
      expect(server.wire()).toEqual(['subscribe a', 'subscribe b', 'unsubscribe a']);
    }));

  it('of any of them: the connection is told of its loss first, then channels are, then those who wanted them', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const log: string[] = [];
      pusher.channel('a').subscribe({ error: () => log.push('error') });
      pusher.channel('a').state$.subscribe(({ status }) => log.push(status));
      pusher.state$.subscribe(({ status }) => log.push(status));
      pass(10);
      log.length = 0;
      server.socket.drop(4200);
      expect(log.splice(0)).toEqual(['waiting', 'unsubscribed']);
      pass(10_000);
      log.length = 0;
      server.socket.drop(4001);
      expect(log).toEqual(['failed', 'unsubscribed', 'failed', 'error']);
    }));

  it('of members$: left$ is told after it, and joined$ too', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const room = clientOf(server).channel('presence-a');
      const log: string[] = [];
      room.left$.subscribe(({ id }) => log.push(`left ${id}`));
      room.joined$.subscribe(({ id }) => log.push(`joined ${id}`));
      room.members$.subscribe((members) => log.push([...members].map(({ id }) => id).join()));
      pass(10);
      server.say(event('presence-a', 'pusher_internal:member_added', { user_id: 'u' }));
      server.say(event('presence-a', 'pusher_internal:member_removed', { user_id: 'u' }));
      server.say(event('presence-a', 'pusher_internal:member_added', { user_id: 'v' }));
      server.say(list('presence-a', [['me'], ['w']]));
      expect(log).toEqual(['me', 'me,u', 'joined u', 'me', 'left u', 'me,v', 'joined v', 'me,w', 'joined w', 'left v']);
    }));

  it('of the acceptance: the events that were kept are not given to who has lost the channel then', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => undefined;
      const pusher = clientOf(server, { linger: 0 });
      pusher.connect();
      const heard = listen(pusher.channel('cache-a').on('x'));
      pass(1_000);
      heard.leave();
      pass(1);
      const again: unknown[] = [];
      // Nobody wants it any more: it is taken back when the answer comes, and what was kept goes nowhere.
      server.say(event('cache-a', 'x', 1), event('cache-a', 'x', 2));
      pusher.events$.subscribe((value) => again.push(value));
      server.say({ event: 'pusher_internal:subscription_succeeded', channel: 'cache-a', data: '{}' });
      expect(again).toEqual([]);
      expect(server.wire()).toEqual(['subscribe cache-a', 'unsubscribe cache-a']);
    }));
});

describe('what throws', () => {
  it.each(['pusher:subscribe', 'pusher:unsubscribe', 'client-x', 'pusher:ping'])(
    'once, out of socket.send(%p), leaves everything working',
    (verb) =>
      inTime(({ pass, timers }) => {
        const thrown: unknown[] = [];
        config.onUnhandledError = (error) => thrown.push(error);
        const server = new FakeServer();
        const { answer } = server;
        let left = 1;
        server.answer = (frame, socket) => {
          if (frame.event === verb && left > 0) {
            left -= 1;
            throw new Error('the platform');
          }
          return answer(frame, socket);
        };
        const pusher = clientOf(server, { subscriptionTimeout: 3_000, activityTimeout: 5_000, pongTimeout: 1_000 });
        const room = pusher.channel('private-a');
        const heard = [room.on('x'), pusher.channel('b').on('x')].map((stream$) => listen(stream$));
        const goes = listen(pusher.channel('c'));
        pass(100);
        listen(room.trigger('client-x', 1));
        goes.leave();
        pass(60_000);
        for (const state of listen(pusher.channels$).values[0]!.values()) expect(state.status).not.toBe('subscribing');
        const again = heard.map(({ error }, i) =>
          error === undefined ? heard[i]! : listen(pusher.channel(['private-a', 'b'][i]!).on('x')),
        );
        pass(10_000);
        server.say(event('private-a', 'x', 1), event('b', 'x', 2));
        expect(again.map(({ values }) => values.at(-1))).toEqual([1, 2]);
        expect(left).toBe(0);
        for (const { leave } of again) leave();
        pass(60_000);
        expect(timers()).toBe(0);
        expect(thrown).toEqual([]);
        config.onUnhandledError = null;
      }),
  );
});

describe('a logger', () => {
  it('is told each state of a channel with its name and the cause, without being asked for it at debug alone', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const lines: string[] = [];
      const pusher = clientOf(server, { logger: { debug: (line) => lines.push(line) } });
      const heard = listen(pusher.channel('private-a'));
      pass(10);
      server.socket.drop(4200, 'restart');
      pass(10_000);
      heard.leave();
      pass(1_000);
      listen(pusher.channel('private-a-b'));
      pass(10);
      server.say(event('private-a-b', 'pusher:subscription_error', { error: 'no\nFORGED' }));
      const of = (name: string) =>
        lines
          .map((line) => line.replace('rx-pusher: ', ''))
          .filter((line) => line.startsWith(`channel "${name}"`))
          .map((line) => line.slice(`channel "${name}" `.length));
      expect(of('private-a')).toEqual([
        ...['wanted', 'authorizing', 'subscribing', 'subscribed'],
        expect.stringMatching(/^unsubscribed: .*4200/) as unknown as string,
        ...['authorizing', 'subscribing', 'subscribed', 'resumed', 'left'],
      ]);
      expect(of('private-a-b').at(-1)).toMatch(/^failed: .*no/);
      expect(lines.filter((line) => /\n/.test(line))).toEqual([]);
      expect(lines.filter((line) => line.includes('connection ')).slice(0, 3)).toEqual(
        ['idle', 'connecting', 'connected'].map((status) => `rx-pusher: connection ${status}`),
      );
    }));

  it('that throws, or has no debug(), disturbs nothing', () =>
    inTime(({ pass }) => {
      for (const logger of [
        {},
        {
          debug: () => {
            throw new Error('mine');
          },
        },
      ]) {
        const server = new FakeServer();
        const heard = listen(clientOf(server, { logger }).channel('a').on('x'));
        pass(10);
        server.say(event('a', 'x', 1));
        expect(heard.values).toEqual([1]);
      }
    }));
});

it('who begins to watch a channel while failures are told sees it failed, as those do who watched before', () =>
  inTime(({ pass }) => {
    const server = new FakeServer();
    const pusher = clientOf(server);
    for (const name of ['a', 'b']) listen(pusher.channel(name));
    const before = listen(pusher.channel('b').state$);
    const late: (typeof before)[] = [];
    listen(pusher.channel('a').lifecycle$, ({ type }) => {
      if (type === 'failed') late.push(listen(pusher.channel('b').state$));
    });
    pass(10);
    server.socket.drop(4003);
    pass(10);
    expect(late.map(({ values }) => values.at(-1))).toEqual([before.values.at(-1)]);
    expect(before.values.at(-1)).toMatchObject({ status: 'failed', cause: { code: 4003 } });
  }));

it('connect() holds that is called when disconnect() fails a client event', () =>
  inTime(({ pass }) => {
    const server = new FakeServer();
    const pusher = clientOf(server);
    pusher
      .channel('private-a')
      .trigger('client-x', 1)
      .subscribe({ error: () => pusher.connect() });
    pusher.disconnect();
    pass(100);
    expect(listen(pusher.state$).values.at(-1)).toMatchObject({ status: 'connected' });
  }));
