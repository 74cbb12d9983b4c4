import { map, of } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import type { HttpAuthorization } from '../../lib/index.js';
import { fakePusher } from '../../lib/testing/index.js';
import type { AuthorizationAct, AuthorizationRequest } from '../../lib/testing/index.js';
import { virtually } from './support/virtually.js';

/** A private channel whose authorization is scripted; what is compared are the states of its subscription. */
const states = (
  helpers: RunHelpers,
  marbles: string,
  act?: AuthorizationAct,
  channelAuthorization?: HttpAuthorization,
) => {
  const { pusher, server } = fakePusher(helpers, channelAuthorization && { channelAuthorization });
  server.authorization(marbles, act === undefined ? {} : { a: act });
  const channel = pusher.channel('private-mine');
  helpers.expectObservable(channel, '^ 20s !');
  return helpers.expectObservable(
    channel.state$.pipe(map((state) => ('cause' in state ? state.cause.message : state.status))),
    '^ 20s !',
  );
};
const refused = (status: number) => `authorization of "private-mine": refused with ${status}`;
const values = { u: 'unsubscribed', a: 'authorizing', s: 'subscribing', d: 'subscribed' };

describe('server.authorization', () => {
  it('grants, unless it is told otherwise', () => {
    virtually((helpers) => states(helpers, '').toBe('(uasd)', values));
  });

  it('denies with d, finds a token expired with e, for which the app may have a refresh', () => {
    virtually((helpers) => states(helpers, 'd').toBe('(uaf)', { ...values, f: refused(403) }));
    virtually((helpers) => states(helpers, 'e').toBe('(uaf)', { ...values, f: refused(401) }));
    let token = 'old';
    virtually((helpers) =>
      states(helpers, 'a', ({ headers }) => (headers['Authorization'] === 'new' ? 200 : 401), {
        headersProvider: () => ({ Authorization: token }),
        refresh: () => of((token = 'new')),
      }).toBe('(uasd)', values),
    );
  });

  it('fails with f, until o: the client asks again', () => {
    virtually((helpers) => states(helpers, 'f 499ms o').toBe('(ua) 996ms (sd)', values));
  });

  it('hangs with h, until the client has had enough', () => {
    const late = { ...values, f: 'authorization of "private-mine": no answer within 500 ms' };
    virtually((helpers) => states(helpers, 'h', undefined, { timeout: 500 }).toBe('(ua) 496ms f', late));
  });

  it('signs with w what the server refuses', () => {
    virtually((helpers) =>
      states(helpers, 'w').toBe('(uasf)', {
        ...values,
        f: expect.stringContaining('subscription of "private-mine" rejected') as string,
      }),
    );
  });

  it('is late, has headers, or says something else', () => {
    virtually((helpers) => states(helpers, 'a', { delay: 70 }).toBe('(ua) 66ms (sd)', values));
    virtually((helpers) =>
      states(helpers, 'ao', { status: 503, headers: { 'Retry-After': '3' } }).toBe('(ua) 2996ms (sd)', values),
    );
    const unusable = expect.stringContaining('unusable answer: auth is number, not string') as string;
    virtually((helpers) => states(helpers, 'a', { body: { auth: 1 } }).toBe('(uaf)', { ...values, f: unusable }));
    const page = expect.stringContaining('unusable answer: not JSON') as string;
    virtually((helpers) => states(helpers, 'a', { body: '<html>' }).toBe('(uaf)', { ...values, f: page }));
  });

  it('is on the network as everything else', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      server.network('-r----o');
      const channel = pusher.channel('private-mine');
      helpers.expectObservable(pusher.channel('prices'), '^ 9s !').toBe('');
      helpers.expectObservable(channel, '--^ 9s !').toBe('');
      const statuses$ = channel.state$.pipe(map(({ status }) => status));
      helpers.expectObservable(statuses$, '--^ 9s !').toBe('--a 999ms (sd)', values);
    });
  });

  it('shows every request: where to, for what, with what', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, {
        user: { id: 'ada', user_info: { name: 'Ada' } },
        channelAuthorization: {
          endpoint: 'https://example.com/auth',
          headers: { a: 'b' },
          params: { p: 'q' },
          batch: true,
        },
        userAuthentication: { endpoint: 'https://example.com/user' },
      });
      helpers.expectObservable(pusher.channel('private-a'), '-^ 9ms !').toBe('');
      helpers.expectObservable(pusher.channel('presence-b'), '-^ 9ms !').toBe('');
      helpers.expectObservable(pusher.user.data$.pipe(map(({ id }) => id)), '---^ 9ms !').toBe('---u', { u: 'ada' });
      const user = { user_id: 'ada', user_info: '{"name":"Ada"}' };
      const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const socketId = expect.stringMatching(/^1\.\d+$/) as string;
      helpers.expectObservable(server.authorizations$, '^ 99ms !').toBe('-b-u', {
        b: {
          url: 'https://example.com/auth',
          socketId,
          channels: ['private-a', 'presence-b'],
          headers: { ...form, a: 'b' },
          params: { ...user, p: 'q' },
        },
        u: { url: 'https://example.com/user', socketId, channels: [], headers: form, params: user },
      } satisfies Record<string, AuthorizationRequest>);
    });
  });

  it('stands behind every endpoint of a client that has several', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, {
        channelAuthorization: { channels: { 'private-admin-*': { endpoint: 'https://admin.example.com/' } } },
      });
      helpers.expectObservable(pusher.channel('private-admin-a'), '-^ 9ms !').toBe('');
      helpers.expectObservable(pusher.channel('private-a'), '--^ 9ms !').toBe('');
      helpers
        .expectObservable(server.authorizations$.pipe(map(({ url }) => url)), '^ 99ms !')
        .toBe('-ab', { a: 'https://admin.example.com/', b: '/pusher/auth' });
      helpers.expectSubscriptions(server.subscriptions('private-admin-a')).toBe('-^ 509ms !');
    });
  });
});
