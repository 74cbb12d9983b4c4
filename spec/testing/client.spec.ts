import { asyncScheduler, filter, map, merge, retry, skip, take, tap, toArray } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Members } from '../../lib/index.js';
import { encryption } from '../../lib/encryption/index.js';
import { fakePusher } from '../../lib/testing/index.js';
import type { FakeServer } from '../../lib/testing/index.js';
import { virtually } from './support/virtually.js';

const frames = ({ received$ }: FakeServer): Observable<string> =>
  received$.pipe(
    map(({ event, channel, data }) => [event, channel ?? (data as { channel?: string }).channel].join(' ')),
  );
const ids = map((members: Members) => [...members].map(({ id }) => id).join());
const status = map((state: { readonly status: string }) => state.status);
const values = {
  s: 'pusher:subscribe prices',
  u: 'pusher:unsubscribe prices',
  p: 'pusher:ping ',
};

// What the client promises, as a user of the kit would put it to the test. Each was seen to fail on a client that breaks it.
describe('the client', () => {
  it('subscribes a channel once, however many objects of it there are and whenever they were made', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      const [one, two] = [pusher.channel('prices'), pusher.channel('prices')];
      helpers.expectObservable(one, '^ 5s !').toBe('');
      helpers.expectObservable(two, '-^ 5s !').toBe('');
      helpers.expectObservable(one.on('tick'), '--^ 5s !').toBe('');
      helpers.expectObservable(frames(server), '^ 9s !').toBe('s 5502ms u', values);
    });
  });

  it('subscribes a channel anew that it has left, with one frame', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { linger: 5 });
      const [one, two] = [pusher.channel('prices'), pusher.channel('prices')];
      helpers.expectObservable(pusher.channel('others'), '^ 99ms !').toBe('');
      helpers.expectObservable(merge(one, two), '^---!').toBe('');
      helpers.expectObservable(merge(two, one), '20ms ^---!').toBe('');
      helpers.expectSubscriptions(server.subscriptions('prices')).toBe(['^--------!', '20ms ^--------!']);
      helpers.expectSubscriptions(server.sockets).toBe('^ 104ms !');
    });
  });

  it('keeps a channel that somebody comes back to in time', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      helpers.expectObservable(pusher.channel('prices'), '^ 99ms !').toBe('');
      helpers.expectObservable(pusher.channel('prices'), '599ms ^ 99ms !').toBe('');
      helpers.expectSubscriptions(server.subscriptions('prices')).toBe('^ 1198ms !');
    });
  });

  it('keeps the list of members though nobody asks for it, for the one who comes later', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { user: { id: 'me' } });
      const room = pusher.channel('presence-room');
      server.members('presence-room', 'ab-c-A');
      helpers.expectObservable(room.on('tick'), '--^ 99ms !').toBe('');
      helpers.expectObservable(room.members$.pipe(ids), '9ms ^ 9ms !').toBe('9ms a', { a: 'b,me,c' });
    });
  });

  it('tells after a reconnect who came and who left meanwhile, and of nobody twice', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { user: { id: 'me' } });
      const room = pusher.channel('presence-room');
      server.members('presence-room', 'ab 9ms A 9ms c');
      server.network('-----(xr) 10ms o');
      server.events('presence-room', '2s a', { a: ['pusher_internal:member_added', { user_id: 'c' }] });
      const stale$ = room.members$.pipe(map(({ stale }) => (stale ? 's' : 'f')));
      helpers.expectObservable(stale$, '--^ 3s !').toBe('--f--s 999ms f 994ms f');
      helpers.expectObservable(room.joined$.pipe(map(({ id }) => id)), '--^ 3s !').toBe('1005ms c');
      helpers.expectObservable(room.left$.pipe(map(({ id }) => id)), '--^ 3s !').toBe('1005ms a');
    });
  });

  it('counts its attempts afresh once a connection has lasted', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      server.network('6s x 6s x 6s x 6s x', { x: 4200 });
      helpers.expectObservable(pusher.channel('prices'), '^ 25s !').toBe('');
      // At once each time: of those that fail in a row the third would wait.
      helpers
        .expectObservable(pusher.state$.pipe(status), '^ 25s !')
        .toBe('(cu) 5996ms (wcu) 5996ms (wcu) 5996ms (wcu) 5996ms (wcu)', {
          c: 'connecting',
          u: 'connected',
          w: 'waiting',
        });
    });
  });

  it('waits longer with every attempt that fails, up to its longest delay', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { random: () => 1, reconnect: { maxDelay: 10_000 } });
      server.network('r');
      helpers.expectObservable(pusher.channel('prices'), '^ 30s !').toBe('');
      const delays$ = pusher.state$.pipe(map((state) => (state.status === 'waiting' ? Math.round(state.delay) : 0)));
      helpers
        .expectObservable(delays$, '^ 30s !')
        .toBe('(0a) 3996ms (0b) 7996ms (0c) 9996ms (0c)', { 0: 0, a: 4_000, b: 8_000, c: 10_000 });
    });
  });

  it('never says on a connection what was signed for another', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { latency: { request: 10 } });
      server.network('5ms x', { x: 4200 });
      const signed$ = server.received$.pipe(map(({ event }) => event));
      helpers.expectObservable(pusher.channel('private-mine'), '^ 99ms !').toBe('');
      helpers
        .expectObservable(pusher.channel('private-mine').state$.pipe(status), '^ 99ms !')
        .toBe('(ua)-(ua) 6ms (sd)', {
          u: 'unsubscribed',
          a: 'authorizing',
          s: 'subscribing',
          d: 'subscribed',
        });
      helpers.expectObservable(pusher.errors$, '^ 99ms !').toBe('');
      helpers.expectObservable(signed$, '^ 99ms !').toBe('15ms s', { s: 'pusher:subscribe' });
      helpers.expectSubscriptions(server.subscriptions('private-mine')).toBe('15ms ^ 584ms !');
      const asked$ = server.authorizations$.pipe(map(({ socketId }) => socketId.split('.')[0]));
      helpers.expectObservable(asked$, '^ 99ms !').toBe('1----2');
    });
  });

  it('hears nothing twice, and nothing of a channel it has left', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { linger: 0 });
      server.events('cache-scores', '-a---b--c', { a: ['score', 1], b: ['score', 2], c: ['score', 3] });
      server.network('---x', { x: 4200 });
      helpers.expectObservable(pusher.channel('cache-scores').on('score'), '^------!').toBe('-a---b', { a: 1, b: 2 });
    });
  });

  it('says when it has resumed, and not when it has begun', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      server.network('-x---x', { x: 4200 });
      const gaps$ = pusher.channel('prices').resumed$.pipe(map(({ from, to }) => to - from));
      helpers.expectObservable(gaps$, '^-- 9s !').toBe('-a 1003ms b', { a: 0, b: 1_000 });
    });
  });

  it('fails for good first in its state, then in its channels; a retry connects anew', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      const log: string[] = [];
      server.network('-x', { x: 4001 });
      pusher.state$.pipe(status).subscribe((one) => log.push(one));
      const again$ = pusher.channel('prices').pipe(tap({ error: () => log.push('error') }), retry(1));
      helpers.expectObservable(again$, '^ 5s !').toBe('');
      helpers.expectObservable(pusher.state$.pipe(status), '3s ^!').toBe('3s a', { a: 'connected' });
      helpers.flush();
      expect(log).toEqual([
        'idle',
        'connecting',
        'connected',
        'failed',
        'error',
        'waiting',
        'connecting',
        'connected',
        'idle',
      ]);
    });
  });

  it('asks a line for a sign of life once it has been silent, and only then', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { activityTimeout: 8_000 });
      server.events('prices', '5s a 5s a');
      helpers.expectObservable(pusher.channel('prices').pipe(map(() => 'a')), '^ 24s !').toBe('5s a 5s a');
      helpers.expectObservable(frames(server), '^ 25s !').toBe('s 18999ms p 5500ms u', values);
    });
  });

  it('keeps what is triggered too early, and to the pace of the server', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { latency: { subscription: 5 } });
      const sent$ = server.received$.pipe(
        filter(({ event }) => event === 'client-n'),
        map(({ data }) => Number(data)),
      );
      for (let n = 0; n < 12; n += 1) pusher.channel('private-mine').trigger('client-n', n);
      const firsts$ = sent$.pipe(take(10), toArray());
      const later$ = sent$.pipe(
        skip(10),
        map((n) => [n, asyncScheduler.now() > 1_000]),
        take(2),
        toArray(),
      );
      const all: unknown[] = [];
      merge(firsts$, later$).subscribe((some) => all.push(some));
      helpers.expectObservable(firsts$, '^ 1s !').toBe('-----(a|)', { a: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] });
      helpers.expectObservable(pusher.errors$, '^ 9s !').toBe('');
      helpers.flush();
      expect(all).toEqual([
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [
          [10, true],
          [11, true],
        ],
      ]);
    });
  });

  it('signs in once for a connection, and once more for the next', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { user: { id: 'ada' } });
      server.network('5ms x', { x: 4200 });
      server.user('-a-- 5ms b');
      helpers.expectObservable(pusher.user.on('a'), '^ 99ms !').toBe('-a');
      helpers.expectObservable(pusher.user.on('b'), '^ 99ms !').toBe('---- 5ms b');
      helpers.expectObservable(server.received$.pipe(map(({ event }) => event)), '^ 99ms !').toBe('(is)-(is)', {
        i: 'pusher:signin',
        s: 'pusher:subscribe',
      });
    });
  });

  it('opens what is sealed with the key of the connection', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { encryption });
      server.events('private-encrypted-diary', '-a-b', { a: ['entry', 1], b: ['entry', 2] });
      server.network('--x', { x: 4200 });
      helpers
        .expectObservable(pusher.channel('private-encrypted-diary').on('entry'), '^ 9ms !')
        .toBe('-a-b', { a: 1, b: 2 });
      helpers.expectObservable(pusher.errors$, '^ 9ms !').toBe('');
    });
  });
});
