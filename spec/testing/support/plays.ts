import type { Observable } from 'rxjs';
import { map, merge, mergeMap, timer } from 'rxjs';
import { ConnectionTimeout } from '../../../lib/index.js';
import type { Members, Outage, Pusher } from '../../../lib/index.js';
import type { FakePusherOptions, Scripts } from '../../../lib/testing/index.js';

/** A script, and what of the client is compared. */
export interface Play {
  readonly title: string;
  readonly options?: FakePusherOptions;
  readonly script: (server: Scripts) => void;
  readonly watch: (pusher: Pusher) => Readonly<Record<string, Observable<unknown>>>;
  readonly lasts: number;
}

const statuses = (pusher: Pusher) => pusher.state$.pipe(map(({ status }) => status));
const steps = (pusher: Pusher) =>
  pusher.state$.pipe(
    map((state) => ('cause' in state && state.cause instanceof ConnectionTimeout ? state.cause.step : state.status)),
  );
const tags = (errors$: Observable<{ readonly _tag: string }>) => errors$.pipe(map(({ _tag }) => _tag));
const ids = (members$: Observable<Members>) =>
  members$.pipe(map((members) => [[...members].map(({ id }) => id).join(), members.me.id, members.stale]));
const ada = { id: 'ada', user_info: { name: 'Ada' }, watchlist: ['bob', 'eve'] };

/**
 * The table. Every time but those in marbles is given in `ms`, so that it can be played more slowly; steps are 60 of them
 * apart or more, so that real time keeps their order.
 */
export const plays = (ms: number): readonly Play[] => [
  {
    title: 'events, before the subscription and after it, of this channel and of others',
    script: (server) => {
      server.events('prices', 'a 99ms b 60ms c', { a: ['tick', 0], b: ['tick', { price: 1 }], c: ['other', 'text'] });
      server.events('others', '130ms a', { a: ['tick', 9] });
    },
    watch: (pusher) => ({
      state: statuses(pusher),
      channel: pusher.channel('prices').state$,
      tick: pusher.channel('prices').on('tick'),
      event: pusher.channel('prices'),
      everywhere: pusher.on('tick'),
    }),
    lasts: 300 * ms,
  },
  {
    title: 'a drop that asks for a reconnect at once',
    script: (server) => {
      server.network('100ms x', { x: 4200 });
      server.events('prices', '80ms a 150ms b');
    },
    watch: (pusher) => ({
      state: statuses(pusher),
      channel: pusher.channel('prices').state$,
      event: pusher.channel('prices'),
      resumed: pusher.channel('prices').resumed$.pipe(map(({ cause }: Outage) => cause?.message)),
    }),
    lasts: 350 * ms,
  },
  {
    title: 'a lost connection, and a network that refuses for a while',
    options: { reconnect: { minDelay: 60 * ms } },
    script: (server) => {
      server.network('100ms (xr) 180ms o');
      server.events('prices', '80ms a 110ms b 250ms c');
    },
    watch: (pusher) => ({
      state: statuses(pusher),
      channel: pusher.channel('prices').state$,
      event: pusher.channel('prices'),
    }),
    lasts: 600 * ms,
  },
  {
    title: 'a close that is final',
    script: (server) => {
      server.network('100ms x', { x: 4001 });
    },
    watch: (pusher) => ({
      state: statuses(pusher),
      channel: pusher.channel('prices').state$.pipe(map(({ status }) => status)),
      event: pusher.channel('prices'),
    }),
    lasts: 250 * ms,
  },
  {
    title: 'a line that is half-open, found dead by a ping',
    options: { activityTimeout: 120 * ms, pongTimeout: 60 * ms, reconnect: { minDelay: 60 * ms } },
    script: (server) => {
      server.network('100ms z 290ms o');
      server.events('prices', '80ms a 120ms b 300ms c');
    },
    watch: (pusher) => ({
      state: steps(pusher),
      event: pusher.channel('prices'),
    }),
    lasts: 650 * ms,
  },
  {
    title: 'sockets that never open, and handshakes that never come',
    options: { connectTimeout: 100 * ms, reconnect: { minDelay: 60 * ms } },
    script: (server) => {
      server.network('h 129ms m 199ms o');
    },
    watch: (pusher) => ({
      state: steps(pusher),
      channel: pusher.channel('prices').state$,
      event: pusher.channel('prices'),
    }),
    lasts: 600 * ms,
  },
  {
    title: 'members who come and go, and a list that differs after a reconnect',
    options: { user: ada, reconnect: { minDelay: 60 * ms } },
    script: (server) => {
      server.members('presence-room', 'a 99ms b 79ms c 79ms A 139ms d', {
        a: ['join', 'bob', { name: 'Bob' }],
        b: ['join', 'eve'],
        c: ['leave', 'bob'],
        A: ['leave', 'eve'],
        d: ['join', 'joe'],
      });
      server.network('230ms (xr) 100ms o');
    },
    watch: (pusher) => ({
      members: ids(pusher.channel('presence-room').members$),
      joined: pusher.channel('presence-room').joined$,
      left: pusher.channel('presence-room').left$,
    }),
    lasts: 700 * ms,
  },
  {
    title: 'a cache channel that has an event, and one that has none',
    script: (server) => {
      server.events('cache-scores', 'a 150ms b', { a: ['score', 1], b: ['score', 2] });
    },
    watch: (pusher) => ({
      score: pusher.channel('cache-scores'),
      late: timer(100 * ms).pipe(mergeMap(() => pusher.channel('cache-scores').on('score'))),
      miss: pusher.channel('cache-others').cacheMiss$.pipe(map(() => 'empty')),
    }),
    lasts: 300 * ms,
  },
  ...(['d', 'w'] as const).map((letter): Play => ({
    title: `an authorization that is ${letter === 'd' ? 'denied' : 'signed wrongly'}`,
    script: (server) => {
      server.authorization(letter);
    },
    // After the endpoint has been told.
    watch: (pusher) => ({
      state: statuses(pusher),
      channel: pusher.channel('private-mine').state$.pipe(map(({ status }) => status)),
      event: pusher.channel('private-mine'),
    }),
    lasts: 250 * ms,
  })),
  {
    title: 'an authorization that is late, then fails, then comes',
    options: { channelAuthorization: { retry: { minDelay: 80 * ms } } },
    script: (server) => {
      server.authorization('a 139ms o', { a: { status: 503, delay: 60 * ms } });
      server.events('private-mine', '300ms a');
    },
    watch: (pusher) => ({ channel: pusher.channel('private-mine').state$, event: pusher.channel('private-mine') }),
    lasts: 420 * ms,
  },
  {
    title: 'a user, its events and its watchlist',
    options: { user: ada },
    script: (server) => {
      server.watchlist('a 99ms b 79ms A', { a: ['online', 'bob'], b: ['online', 'eve', 'joe'], A: ['offline', 'bob'] });
      server.user('120ms a', { a: ['notice', { text: 'hello' }] });
    },
    watch: (pusher) => ({
      user: pusher.user.data$,
      notice: pusher.user.on('notice'),
      watchlist: pusher.user.watchlist.events$,
    }),
    lasts: 350 * ms,
  },
  {
    title: 'encrypted events',
    script: (server) => {
      server.events('private-encrypted-diary', '100ms a 60ms b', {
        a: ['entry', { text: 'for us' }],
        b: ['entry', 'plain'],
      });
    },
    watch: (pusher) => ({ entry: pusher.channel('private-encrypted-diary').on('entry'), errors: tags(pusher.errors$) }),
    lasts: 250 * ms,
  },
  {
    title: 'counts, and a text that is no frame',
    script: (server) => {
      server.counts('prices', '100ms 3 60ms 7');
      server.network('130ms a', { a: { text: 'garbage' } });
    },
    watch: (pusher) => ({ count: pusher.channel('prices').subscriptionCount$, errors: tags(pusher.errors$) }),
    lasts: 250 * ms,
  },
  {
    title: 'client events, there and back',
    options: { user: ada },
    script: (server) => {
      server.members('presence-room', 'a 159ms b', {
        a: ['join', 'bob'],
        b: ['trigger', 'bob', 'client-typing', { on: true }],
      });
    },
    watch: (pusher) => ({
      event: pusher.channel('presence-room'),
      sent: merge(
        pusher.channel('presence-room').state$.pipe(map(({ status }) => status)),
        timer(100 * ms).pipe(
          mergeMap(() => pusher.channel('presence-room').trigger('client-typing', { on: false })),
          map(() => 'written'),
        ),
      ),
    }),
    lasts: 300 * ms,
  },
];
