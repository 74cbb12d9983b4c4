import { filter, map } from 'rxjs';
import { fakePusher } from '../../lib/testing/index.js';
import { virtually } from './support/virtually.js';

const ada = { id: 'ada', user_info: { name: 'Ada' } };

describe('server.events', () => {
  it('lets a letter be an event of that name with itself as data', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      server.events('prices', '-a-b-a');
      helpers.expectObservable(pusher.channel('prices').on('a'), '^ 9ms !').toBe('-a---a');
    });
  });

  it('publishes data as server libraries do: a string as it is, an object if there is none', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      server.events('prices', '-abc', { a: ['e', 'text'], b: ['e', '{"n":1}'], c: ['e'] });
      const raw$ = pusher.channel('prices').pipe(map(({ raw }) => raw));
      helpers.expectObservable(raw$, '^ 9ms !').toBe('-abc', { a: 'text', b: '{"n":1}', c: '{}' });
    });
  });

  it('is heard by who is subscribed then, and lost otherwise', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      server.events('prices', 'a-a-a', { a: ['tick', 1] });
      helpers.expectObservable(pusher.channel('prices').on('tick'), '-^--!').toBe('--a', { a: 1 });
    });
  });

  it('leaves the last event in the cache of a cache channel, until it expires', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { app: { cacheTimeout: 20 } });
      server.events('cache-scores', 'ab', { a: ['score', 1], b: ['score', 2] });
      helpers.expectObservable(pusher.channel('cache-scores').on('score'), '--^-!').toBe('--b', { b: 2 });
      const missed$ = pusher.channel('cache-scores').cacheMiss$.pipe(map(() => 'm'));
      helpers.expectObservable(missed$, '1s ^-!').toBe('1s m');
    });
  });

  it('seals what it publishes on an encrypted channel', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      server.events('private-encrypted-diary', '-a-b', { a: ['entry', { text: 'ours' }], b: ['entry', 'plain'] });
      const sealed$ = pusher.frames$.pipe(
        filter(({ event }) => event === 'entry'),
        map(({ data }) => Object.keys(data as object).join()),
      );
      const entries$ = pusher.channel('private-encrypted-diary').on('entry');
      helpers.expectObservable(sealed$, '^ 9ms !').toBe('-s-s', { s: 'nonce,ciphertext' });
      helpers.expectObservable(entries$, '^ 9ms !').toBe('-a-b', { a: { text: 'ours' }, b: 'plain' });
    });
  });

  it('may send frames of the protocol', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      server.events('prices', '--a', { a: ['pusher:subscription_error', { type: 'AuthError', status: 403 }] });
      helpers
        .expectObservable(pusher.channel('prices'), '^ 9ms !')
        .toBe('--#', {}, expect.objectContaining({ _tag: 'SubscriptionRejected', status: 403 }));
    });
  });
});

describe('server.user', () => {
  it('reaches whoever is signed in, and nobody before', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { user: ada });
      server.user('a-b', { a: ['notice', 1], b: ['notice', 2] });
      helpers.expectObservable(pusher.user.on('notice'), '-^ 9ms !').toBe('--b', { b: 2 });
      helpers.expectObservable(pusher.user.data$, '-^ 9ms !').toBe('-a', { a: ada });
    });
  });
});

describe('server.counts', () => {
  it('announces a number, or a digit, to the subscribers', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      server.counts('prices', '-3-a', { a: 1_000 });
      helpers.expectObservable(pusher.channel('prices').subscriptionCount$, '^ 9ms !').toBe('-a-b', { a: 3, b: 1_000 });
    });
  });
});
