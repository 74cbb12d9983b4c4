import { from, of } from 'rxjs';
import { createPusher } from '../../lib/index.js';
import Pusher from '../../lib/pusher-js/index.js';
import { shared } from '../../lib/shared/index.js';
import { fakeTabs } from '../../lib/testing/index.js';
import { clientOf, FakeServer } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';
import { virtually } from '../support/virtual.js';

describe('a tab in the kit', () => {
  it('is one connection with the others, subscribes once, and asks once for a signature', () => {
    virtually((helpers) => {
      const { tab, server } = fakeTabs(helpers);
      const asked = listen(server.authorizations$);
      const sent = listen(server.received$);
      const all = [tab(), tab(), tab()].map(({ pusher }) => listen(pusher.channel('private-a').on('x')));
      server.events('private-a', '---x');
      helpers.after(100, () => {
        expect(all.map(({ values }) => values)).toEqual([['x'], ['x'], ['x']]);
        expect(server.sockets).toHaveLength(1);
        expect(asked.values.map(({ channels }) => channels)).toEqual([['private-a']]);
        expect(sent.values.map(({ event }) => event)).toEqual(['pusher:subscribe']);
        all.forEach(({ leave }) => leave());
      });
    });
  });

  it('hears of a refusal as its own, whichever tab has asked', () => {
    virtually((helpers) => {
      const { tab, server } = fakeTabs(helpers);
      const asked = listen(server.authorizations$);
      server.authorization('d');
      const all = [tab(), tab()].map(({ pusher }) => listen(pusher.channel('private-a')));
      helpers.after(100, () => {
        expect(asked.values).toHaveLength(1);
        for (const { error } of all)
          expect(error).toMatchObject({
            _tag: 'AuthorizationDenied',
            channel: 'private-a',
            status: 403,
            message: 'authorization of "private-a": refused with 403',
          });
      });
    });
  });

  it('asks in the place of one that goes while it asks', () => {
    virtually((helpers) => {
      const { tab, server } = fakeTabs(helpers);
      const asked = listen(server.authorizations$);
      server.authorization('a--b', { a: { delay: Infinity }, b: 200 });
      const [first, second] = [tab(), tab()];
      const one = listen(first.pusher.channel('private-a'));
      const other = listen(second.pusher.channel('private-a').state$);
      const want = listen(second.pusher.channel('private-a'));
      helpers.after(10, () => {
        first.crash();
        one.leave();
      });
      helpers.after(100, () => {
        expect(asked.values).toHaveLength(2);
        expect(other.values.at(-1)).toMatchObject({ status: 'subscribed' });
        want.leave();
      });
    });
  });

  it('gets another key where the one that all had does not open an event', () => {
    virtually((helpers) => {
      const { tab, server } = fakeTabs(helpers);
      const asked = listen(server.authorizations$);
      let wrong = true;
      server.authorization('a', {
        a: ({ socketId }) =>
          wrong ? { body: { auth: `app-key:${socketId}`, shared_secret: 'A'.repeat(43) + '=' } } : 200,
      });
      const all = [tab(), tab()].map(({ pusher }) => listen(pusher.channel('private-encrypted-a')));
      helpers.after(5, () => (wrong = false));
      helpers.after(100, () => {
        // The server has refused the wrong signature; a right one is asked for once, by whoever comes.
        expect(all.map(({ error }) => (error as Error).name)).toEqual(['SubscriptionRejected', 'SubscriptionRejected']);
        const again = listen(tab().pusher.channel('private-encrypted-a').on('x'));
        helpers.after(50, () => server.events('private-encrypted-a', [['x', 'x']]));
        helpers.after(100, () => {
          expect(again.values).toEqual(['x']);
          expect(asked.values).toHaveLength(2);
          again.leave();
        });
      });
    });
  });

  it('leads in one tab at a time, the oldest there is, and in none without a connection', () => {
    virtually((helpers) => {
      const { tab, handOver } = fakeTabs(helpers);
      const [one, other] = [tab(), tab()];
      const leads = [one, other].map(({ shared: its }) => listen(its.leader$));
      const wants = [one, other].map(({ pusher }) => listen(pusher.channel('a')));
      const now = () => leads.map(({ values }) => values.at(-1));
      expect(now()).toEqual([false, false]);
      helpers.after(10, () => expect(now()).toEqual([true, false]));
      helpers.after(20, () => wants[0]!.leave());
      helpers.after(1_000, () => expect(now()).toEqual([false, true]));
      helpers.after(1_010, () => handOver());
      helpers.after(3_000, () => expect(now()).toEqual([false, true]));
      helpers.after(3_010, () => wants[1]!.leave());
      helpers.after(5_000, () => expect(now()).toEqual([false, false]));
    });
  });

  it('does once what all hear, though events come twice and the broker changes', () => {
    virtually((helpers) => {
      const { tab, server, handOver } = fakeTabs(helpers);
      const tabs = [tab(), tab(), tab()];
      const done: unknown[] = [];
      const all = tabs.map(({ pusher, shared: its }) =>
        listen(pusher.channel('cache-a').on('x').pipe(its.once(String)), (value) => done.push(value)),
      );
      server.events('cache-a', '--a-a-b 5s c', { a: ['x', 'a'], b: ['x', 'b'], c: ['x', 'c'] });
      helpers.after(100, () => handOver());
      helpers.after(200, () => {
        // A new tab hears the last event again, from a broker that did not see it claimed.
        const late = tab();
        all.push(
          listen(late.pusher.channel('cache-a').on('x').pipe(late.shared.once(String)), (value) => done.push(value)),
        );
      });
      helpers.after(8_000, () => {
        expect(done).toEqual(['a', 'b', 'c']);
        all.forEach(({ leave }) => leave());
      });
    });
  });

  it('ends what is to be done once with an error if the key throws', () => {
    virtually((helpers) => {
      const { tab, server } = fakeTabs(helpers);
      const { pusher, shared: its } = tab();
      const key = (): string => {
        throw new Error('no id');
      };
      const heard = listen(pusher.channel('a').on('x').pipe(its.once(key)));
      server.events('a', '--x');
      helpers.after(10, () =>
        expect(heard.error).toMatchObject({ _tag: 'CallbackError', message: 'once failed: no id' }),
      );
    });
  });
});

it('works for rx-pusher/pusher-js by the same option', () => {
  inTime(({ pass }) => {
    const { tab, server } = fakeTabs();
    const heard: unknown[] = [];
    const asked = listen(server.authorizations$);
    const doors = [tab(), tab()].map(({ shared: its }) => {
      const { wsHost = '', channelAuthorization = {} } = server.options;
      const sign = its.channelAuthorization(channelAuthorization);
      const door = new Pusher('app-key', {
        wsHost,
        cluster: '',
        rx: { WebSocketCtor: its },
        channelAuthorization: {
          customHandler: (request, callback) =>
            from(sign(request)).subscribe({ next: (signed) => callback(null, signed) }),
        },
      });
      door.subscribe('private-a').bind('x', (data: unknown) => heard.push(data));
      return door;
    });
    pass(100);
    server.events('private-a', [['x', 1]]);
    pass(100);
    expect(heard).toEqual([1, 1]);
    expect(asked.values).toHaveLength(1);
    expect(server.sockets).toHaveLength(1);
    doors.forEach((door) => door.disconnect());
    pass(5_000);
  });
});

describe('where the platform has no tabs', () => {
  it('each has its own connection, leads, and does everything', () => {
    inTime(({ pass }) => {
      const server = new FakeServer();
      const tabs = [shared({ WebSocketCtor: server.WebSocketCtor }), shared({ WebSocketCtor: server.WebSocketCtor })];
      const connected = tabs.map(({ connected$ }) => listen(connected$));
      const leads = tabs.map(({ leader$ }) => listen(leader$));
      const heard = tabs.map((its) =>
        listen(
          clientOf(server, { WebSocketCtor: its, linger: 0 })
            .channel('a')
            .on<number>('x')
            .pipe(its.once((n: number) => String(n))),
        ),
      );
      pass(10);
      expect(server.sockets).toHaveLength(2);
      for (const socket of server.sockets) socket.say({ event: 'x', channel: 'a', data: '1' });
      expect(heard.map(({ values }) => values)).toEqual([[1], [1]]);
      for (const { leave } of heard) leave();
      pass(1_000);
      for (const { values } of connected) expect(values).toEqual(['none', 'own']);
      for (const { values } of leads) expect(values).toEqual([false, true]);
    });
  });

  it('says which option it cannot use, at the call', () => {
    expect(() => shared({ scope: '' })).toThrow('option scope: not a string that is not empty');
    expect(() => shared({ wokrer: () => undefined } as never)).toThrow('did you mean worker?');
    expect(() => shared().channelAuthorization({ endpoint: '' })).toThrow('endpoint');
  });

  it('hands on what authorizes as it is', () => {
    inTime(({ pass }) => {
      const server = new FakeServer();
      const tabs = shared({ WebSocketCtor: server.WebSocketCtor });
      const pusher = createPusher('key', {
        wsHost: 'fake',
        WebSocketCtor: tabs,
        linger: 0,
        channelAuthorization: tabs.channelAuthorization(({ channelName }) => of({ auth: `key:${channelName}` })),
      });
      const heard = listen(pusher.channel('private-a'));
      pass(10);
      expect(server.sent[0]!.data).toMatchObject({ channel: 'private-a', auth: 'key:private-a' });
      heard.leave();
      pass(3_000);
    });
  });
});
