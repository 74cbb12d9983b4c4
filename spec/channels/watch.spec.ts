import { filter, take } from 'rxjs';
import { errorLike } from '../support/error-like.js';
import { clientOf, event, FakeServer } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

const statuses = (states: readonly { readonly status: string }[]) => states.map(({ status }) => status);

describe('state$ of a channel', () => {
  it('watches without wanting, from the present state on', () =>
    inTime(({ pass, timers }) => {
      const server = new FakeServer();
      const channel = clientOf(server).channel('private-a');
      const early = listen(channel.state$);
      pass(60_000);
      expect(server.sockets).toEqual([]);
      expect(early.values).toEqual([{ status: 'unsubscribed' }]);

      const want = listen(channel);
      pass(10);
      const late = listen(channel.state$);
      expect(statuses(early.values)).toEqual(['unsubscribed', 'authorizing', 'subscribing', 'subscribed']);
      expect(statuses(late.values)).toEqual(['subscribed']);

      want.leave();
      pass(1_000);
      expect(early.values.at(-1)).toEqual({ status: 'unsubscribed' });
      expect(timers()).toBe(0);
    }));

  it('says why a channel failed, and begins anew with the next want', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => [event('a', 'pusher:subscription_error', { error: 'not you' })];
      const channel = clientOf(server).channel('a');
      const states = listen(channel.state$);
      const { error } = listen(channel);
      expect(error).toBeUndefined();
      pass(10);
      expect(states.values.at(-1)).toEqual({ status: 'failed', cause: errorLike({ reason: 'not you' }) });
      listen(channel);
      pass(10);
      expect(statuses(states.values).slice(3)).toEqual(['unsubscribed', 'subscribing', 'failed']);
    }));
});

describe('a failure', () => {
  it('is shown to who watches, and forgotten with the last who does', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const channel = clientOf(server).channel('a');
      listen(channel.state$).leave();
      const fail = () => {
        listen(channel);
        pass(10);
        server.say(event('a', 'pusher:subscription_error', { error: 'no' }));
      };
      fail();
      expect(listen(channel.state$).values).toEqual([{ status: 'unsubscribed' }]);
      fail();
      expect(statuses(listen(channel.state$).values)).toEqual(['failed']);
    }));
});

describe('channels$', () => {
  it('shows every wanted channel with its state, without wanting any; an old map stays as it was', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const maps = listen(pusher.channels$);
      pass(1_000);
      expect(server.sockets).toEqual([]);
      const [a, b] = [listen(pusher.channel('a')), listen(pusher.channel('private-b').on('x'))];
      pass(10);
      expect(maps.values[0]?.size).toBe(0);
      expect(Object.fromEntries(maps.values.at(-1)!)).toEqual({
        a: { status: 'subscribed' },
        'private-b': { status: 'subscribed' },
      });
      const before = maps.values.at(-1)!;
      a.leave();
      pass(1_000);
      expect([...maps.values.at(-1)!.keys()]).toEqual(['private-b']);
      expect([...before.keys()]).toEqual(['a', 'private-b']);
      b.leave();
      pass(1_000);
      expect(maps.values.at(-1)!.size).toBe(0);
      expect(listen(pusher.channels$).values).toHaveLength(1);
    }));

  it('tells when a channel becomes subscribed', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const when = listen(
        pusher.channels$.pipe(
          filter((map) => map.get('a')?.status === 'subscribed'),
          take(1),
        ),
      );
      listen(pusher.channel('a'));
      expect(when.completed).toBe(false);
      pass(10);
      expect(when.completed).toBe(true);
    }));

  it('leaves out what failed, and keeps it while members$ wants it', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const maps = listen(pusher.channels$);
      listen(pusher.channel('presence-a').members$);
      listen(pusher.channel('presence-b'));
      pass(10);
      for (const name of ['presence-a', 'presence-b']) {
        server.say(event(name, 'pusher:subscription_error', { error: 'no more' }));
      }
      expect([...maps.values.at(-1)!].map(([name, { status }]) => [name, status])).toEqual([['presence-a', 'failed']]);
    }));

  it('is right for everybody when somebody changes it while told of a change', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const first = listen(pusher.channels$, (map) => {
        if (map.size === 0) listen(pusher.channel('a'));
        if (map.get('a')?.status === 'subscribing') pusher.disconnect();
      });
      const second = listen(pusher.channels$);
      pass(10);
      for (const { values } of [first, second]) {
        expect(Object.fromEntries(values.at(-1)!)).toEqual({ a: { status: 'unsubscribed' } });
      }
    }));
});
