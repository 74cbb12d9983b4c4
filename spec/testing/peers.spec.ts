import { map } from 'rxjs';
import type { Members } from '../../lib/index.js';
import { fakePusher } from '../../lib/testing/index.js';
import { virtually } from './support/virtually.js';

const ada = { id: 'ada', watchlist: ['b', 'bob'] };
const ids = map((members: Members) => [...members].map(({ id }) => id).join());

describe('server.members', () => {
  it('lets a small letter come and a big one go', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { user: ada });
      server.members('presence-room', 'ab-c-A-C');
      const room = pusher.channel('presence-room');
      helpers
        .expectObservable(room.members$.pipe(ids), '--^ 9ms !')
        .toBe('--ab-c-d', { a: 'a,b,ada', b: 'a,b,ada,c', c: 'b,ada,c', d: 'b,ada' });
      helpers.expectObservable(room.joined$.pipe(map(({ id }) => id)), '--^ 9ms !').toBe('---c');
      helpers.expectObservable(room.left$.pipe(map(({ id }) => id)), '--^ 9ms !').toBe('-----a-c');
    });
  });

  it('has members with what there is to know of them, who come once and go once', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      const joe = { id: 'joe', info: { name: 'Joe' } };
      server.members('presence-room', '-a-a-b-b', { a: ['join', 'joe', joe.info], b: ['leave', 'joe'] });
      helpers.expectObservable(pusher.channel('presence-room').joined$, '^ 9ms !').toBe('-a', { a: joe });
      helpers.expectObservable(pusher.channel('presence-room').left$, '^ 9ms !').toBe('-----a', { a: joe });
    });
  });

  it('lets them send client events, on private channels too', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      const script = { t: ['trigger', 'a', 'client-typing', { on: true }] } as const;
      server.members('presence-room', 'a-t', script);
      server.members('private-room', 'a-t', script);
      const typing = (name: 'presence-room' | 'private-room') =>
        pusher.channel(name).pipe(map(({ event, data, userId }) => [event, data, userId]));
      const said = ['client-typing', { on: true }];
      helpers.expectObservable(typing('presence-room'), '^ 9ms !').toBe('--t', { t: [...said, 'a'] });
      helpers.expectObservable(typing('private-room'), '^ 9ms !').toBe('--t', { t: [...said, undefined] });
    });
  });

  it('keeps them out of what happens to the network, and of the logs', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { user: ada });
      server.members('presence-room', 'b');
      server.network('-x');
      helpers
        .expectObservable(pusher.channel('presence-room').members$.pipe(ids), '^ 10m !')
        .toBe('ab 999ms a', { a: 'b,ada', b: 'b,ada' });
      helpers.expectSubscriptions(server.sockets).toBe(['^!', '1001ms ^ 599499ms !']);
    });
  });
});

describe('server.watchlist', () => {
  it('brings users online and takes them away', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { user: ada });
      server.watchlist('b-a-B-A', { a: ['online', 'bob', 'eve'], A: ['offline', 'bob'] });
      const { watchlist } = pusher.user;
      helpers.expectObservable(watchlist.online$, '-^ 9ms !').toBe('-ba', { b: ['b'], a: ['bob'] });
      helpers.expectObservable(watchlist.offline$, '-^ 9ms !').toBe('-b--c-b', { b: ['bob'], c: ['b'] });
    });
  });
});
