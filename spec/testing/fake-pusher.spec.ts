import { filter, firstValueFrom, map, of, timer } from 'rxjs';
import { OptionError, createPusher } from '../../lib/index.js';
import type { HttpAuthorization, PusherOptions } from '../../lib/index.js';
import { fakePusher } from '../../lib/testing/index.js';
import { virtually } from './support/virtually.js';

interface Prices {
  prices: { tick: number };
}

describe('fakePusher', () => {
  it('gives a client that connects, subscribes and hears, all in the frame in which it is asked', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      server.events('prices', '--a-b', { a: ['tick', 1], b: ['tick', 2] });
      helpers.expectObservable(pusher.channel('prices').on('tick'), '^ 9ms !').toBe('--1-2', { 1: 1, 2: 2 });
    });
  });

  it('opens nothing until somebody wants something', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      server.events('prices', 'a');
      helpers.expectObservable(pusher.state$.pipe(map(({ status }) => status))).toBe('a', { a: 'idle' });
      helpers.expectSubscriptions(server.sockets).toBe([]);
    });
  });

  it('takes its time for every step', () => {
    virtually((helpers) => {
      const { pusher } = fakePusher(helpers, {
        latency: { up: 1, down: 2, handshake: 10, subscription: 20, request: 30 },
      });
      const { state$ } = pusher.channel('private-prices');
      helpers.expectObservable(pusher.channel('private-prices'), '^ 99ms !').toBe('');
      helpers
        .expectObservable(state$.pipe(map(({ status }) => status)), '^ 99ms !')
        .toBe('u 12ms a 32ms s 22ms d', { u: 'unsubscribed', a: 'authorizing', s: 'subscribing', d: 'subscribed' });
    });
  });

  it('takes its time to sign in', () => {
    virtually((helpers) => {
      const { pusher } = fakePusher(helpers, { user: { id: 'ada' }, latency: { request: 10, signin: 20 } });
      helpers
        .expectObservable(pusher.user.data$, '^ 99ms !')
        .toBe('30ms a', { a: { id: 'ada', user_info: { name: 'ada' } } });
    });
  });

  it('takes the options of createPusher, and throws for a wrong one', () => {
    expect(() => fakePusher({ linger: -1 })).toThrow(OptionError);
    virtually((helpers) => {
      expect(() => fakePusher(helpers, { nonsense: 1 } as PusherOptions)).toThrow('nonsense');
      const { pusher, server } = fakePusher(helpers, { linger: 7 });
      helpers.expectObservable(pusher.channel('prices'), '^-!').toBe('');
      helpers.expectSubscriptions(server.subscriptions('prices')).toBe('^ 8ms !');
    });
  });

  it('has a server whose app can be set up', () => {
    virtually((helpers) => {
      const { pusher } = fakePusher(helpers, { app: { activityTimeout: 7_000, subscriptionCounts: true } });
      const told$ = pusher.state$.pipe(map((state) => ('activityTimeout' in state ? state.activityTimeout : 0)));
      helpers.expectObservable(pusher.channel('prices').subscriptionCount$, '^ 9ms !').toBe('1', { 1: 1 });
      helpers.expectObservable(told$, '^ 9ms !').toBe('(ab)', { a: 0, b: 7_000 });
    });
  });

  it('carries the event map of the client', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher<Prices>(helpers);
      server.events('prices', '-a', { a: ['tick', 1] });
      const doubled$ = pusher
        .channel('prices')
        .on('tick')
        .pipe(map((price) => price * 2));
      helpers.expectObservable(doubled$, '^ 9ms !').toBe('-a', { a: 2 });
    });
  });

  it('lets another client of the same server be made', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { user: { id: 'ada' } });
      const other = createPusher('app-key', {
        ...server.options,
        channelAuthorization: {
          ...(server.options.channelAuthorization as HttpAuthorization),
          params: { user_id: 'bob' },
        },
      });
      const ids$ = pusher.channel('presence-room').members$.pipe(map((members) => [...members].map(({ id }) => id)));
      helpers.expectObservable(ids$, '^ 3s !').toBe('a----b 503ms a', { a: ['ada'], b: ['ada', 'bob'] });
      helpers.expectObservable(other.channel('presence-room'), '-----^---!').toBe('');
      helpers.expectSubscriptions(server.sockets).toBe(['^ 3500ms !', '-----^ 503ms !']);
    });
  });

  it('needs no marbles: the scripts are streams, the time that of fake timers', () => {
    jest.useFakeTimers();
    try {
      const { pusher, server } = fakePusher();
      const ticks: unknown[] = [];
      const subscription = pusher
        .channel('prices')
        .on('tick')
        .subscribe((tick) => ticks.push(tick));
      server.events('prices', timer(100).pipe(map(() => ['tick', 42] as const)));
      jest.advanceTimersByTime(99);
      expect(ticks).toEqual([]);
      // Even what takes no time takes a turn of the timers.
      jest.advanceTimersByTime(11);
      expect(ticks).toEqual([42]);
      subscription.unsubscribe();
      jest.advanceTimersByTime(600);
      const [span] = server.subscriptions('prices');
      expect(span?.subscribedFrame).toBeLessThan(10);
      expect(span?.unsubscribedFrame).toBeGreaterThanOrEqual(610);
      expect(span?.unsubscribedFrame).toBeLessThan(620);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('needs no faked time: real time will do, and nothing is left after it', async () => {
    const { pusher, server } = fakePusher({ linger: 0 });
    server.events('cache-prices', [['tick', 42]]);
    expect(await firstValueFrom(pusher.channel('cache-prices').on('tick'))).toBe(42);
    await firstValueFrom(pusher.state$.pipe(filter(({ status }) => status === 'idle')));
    await firstValueFrom(timer(50));
    expect(server.sockets).toHaveLength(1);
    expect(server.sockets[0]?.unsubscribedFrame).toBeLessThan(5_000);
  });

  it('says so if there are marbles and nobody to play them', () => {
    expect(() => fakePusher().server.events('prices', '--a')).toThrow(OptionError);
  });

  it('leaves functions that authorize to themselves', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { channelAuthorization: () => of({ auth: 'app-key:nonsense' }) });
      helpers.expectObservable(server.authorizations$).toBe('');
      helpers
        .expectObservable(pusher.channel('private-mine').pipe(map(() => 'an event')))
        .toBe('#', {}, expect.objectContaining({ _tag: 'SubscriptionRejected' }));
    });
  });
});
