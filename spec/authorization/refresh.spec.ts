import { EMPTY, NEVER, Observable, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { channelAuthorizer } from '../../lib/authorization/index.js';
import type { HttpAuthorization } from '../../lib/authorization/index.js';
import { fakeFetch, granted, respond, told } from './fake-fetch.js';

type Helpers = Parameters<Parameters<TestScheduler['run']>[0]>[0];
const run = (test: (helpers: Helpers) => void) =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test);
const responses = { g: granted, d: respond(403), u: respond(401), 5: respond(500) };
const OK = { a: 'key:signature' };

const setup = (helpers: Helpers, marbles: string[], refresh: () => unknown, option: HttpAuthorization = {}) => {
  const { fetch, requests } = fakeFetch(helpers, marbles, responses);
  let refreshes = 0;
  const counted = () => {
    refreshes += 1;
    return refresh();
  };
  const authorize = channelAuthorizer({ fetch, refresh: counted, ...option }, { random: () => 0 });
  return {
    requests,
    refreshes: () => refreshes,
    of: (name: string) => told(authorize({ socketId: '1.2', channelName: name })),
  };
};

describe('the refresh', () => {
  it('runs after a denial, and the request is made once more', () =>
    run((helpers) => {
      const { of, requests, refreshes } = setup(helpers, ['2ms (d|)', '2ms (g|)'], () => helpers.cold('5ms r|'));
      helpers.expectObservable(of('private-a')).toBe('2ms 5ms 2ms (a|)', OK);
      helpers.flush();
      expect([requests.length, refreshes()]).toEqual([2, 1]);
    }));

  it.each([
    ['completes without a value', () => EMPTY],
    ['gives one and goes on', () => new Observable((subscriber) => subscriber.next(1))],
    ['returns nothing at all', () => undefined],
  ])('is done when it %s', (_, refresh) =>
    run((helpers) => {
      const { of } = setup(helpers, ['2ms (u|)', '2ms (g|)'], refresh);
      helpers.expectObservable(of('private-a')).toBe('2ms 2ms (a|)', OK);
    }),
  );

  it('runs once: a second denial is final', () =>
    run((helpers) => {
      const { of, requests, refreshes } = setup(helpers, ['2ms (u|)', '2ms (d|)'], () => helpers.cold('5ms (r|)'));
      helpers.expectObservable(of('private-a')).toBe('2ms 5ms 2ms (e|)', { e: 'AuthorizationDenied private-a 403' });
      helpers.flush();
      expect([requests.length, refreshes()]).toEqual([2, 1]);
    }));

  it('runs once for all who wait, also for one denied while it runs', () =>
    run((helpers) => {
      const answers = ['2ms (d|)', '4ms (d|)', '1ms (g|)'];
      const { of, refreshes } = setup(helpers, answers, () => helpers.cold('10ms (r|)'));
      helpers.expectObservable(of('private-a')).toBe('2ms 10ms 1ms (a|)', OK);
      helpers.expectObservable(of('private-b')).toBe('2ms 10ms 1ms (a|)', OK);
      helpers.flush();
      expect(refreshes()).toBe(1);
    }));

  it('does not run for one who is denied after it, for a request made before it', () =>
    run((helpers) => {
      const answers = ['2ms (d|)', '20ms (d|)', '1ms (g|)'];
      const { of, requests, refreshes } = setup(helpers, answers, () => helpers.cold('10ms (r|)'));
      helpers.expectObservable(of('private-a')).toBe('2ms 10ms 1ms (a|)', OK);
      helpers.expectObservable(of('private-b')).toBe('20ms 1ms (a|)', OK);
      helpers.flush();
      expect([requests.length, refreshes()]).toEqual([4, 1]);
    }));

  it('runs again for a request made after it', () =>
    run((helpers) => {
      const answers = ['1ms (d|)', '1ms (g|)', '1ms (d|)', '1ms (g|)'];
      const { of, refreshes } = setup(helpers, answers, () => helpers.cold('(r|)'));
      helpers.expectObservable(of('private-a')).toBe('1ms 1ms (a|)', OK);
      helpers.expectObservable(of('private-b'), '10ms ^').toBe('10ms 1ms 1ms (a|)', OK);
      helpers.flush();
      expect(refreshes()).toBe(2);
    }));

  it('that fails is named, by each who waited, and may be tried by the next', () =>
    run((helpers) => {
      const { of, refreshes } = setup(helpers, ['1ms (d|)'], () => throwError(() => new Error('logged out')));
      helpers.expectObservable(of('private-a')).toBe('1ms (e|)', { e: 'AuthorizationCallbackError private-a' });
      helpers
        .expectObservable(of('private-b'), '5ms ^')
        .toBe('5ms 1ms (e|)', { e: 'AuthorizationCallbackError private-b' });
      helpers.flush();
      expect(refreshes()).toBe(2);
    }));

  it('that throws is named with its reason', () => {
    const authorize = channelAuthorizer(
      {
        fetch: () => [responses.d],
        refresh: () => {
          throw new Error('logged out');
        },
      },
      { random: () => 0 },
    );
    const errors: unknown[] = [];
    authorize({ socketId: '1.2', channelName: 'private-a' }).subscribe({
      error: (error: unknown) => errors.push(error),
    });
    expect(errors).toMatchObject([
      {
        message: 'authorization of "private-a": refresh failed: logged out',
        cause: { _tag: 'CallbackError', callback: 'refresh', cause: { message: 'logged out' } },
      },
    ]);
  });

  it('may take as long as a request', () =>
    run((helpers) => {
      const { of } = setup(helpers, ['1ms (d|)'], () => NEVER, { timeout: 100 });
      helpers.expectObservable(of('private-a')).toBe('1ms 100ms (e|)', { e: 'AuthorizationTimeout private-a' });
    }));

  it('is left when the last who waits leaves', () =>
    run((helpers) => {
      const refresh = helpers.cold('50ms (r|)');
      const { of } = setup(helpers, ['1ms (d|)'], () => refresh);
      helpers.expectObservable(of('private-a'), '^ 9ms !').toBe('');
      helpers.expectObservable(of('private-b'), '^ 19ms !').toBe('');
      helpers.expectSubscriptions(refresh.subscriptions).toBe('-^ 18ms !');
    }));

  it('counts beside the attempts, and does not renew them', () =>
    run((helpers) => {
      const { of, requests } = setup(helpers, ['(5|)', '(d|)', '(5|)'], () => EMPTY, {
        retry: { attempts: 2, minDelay: 10 },
      });
      helpers.expectObservable(of('private-a')).toBe('10ms 10ms (e|)', { e: 'AuthorizationStatusError private-a 500' });
      helpers.flush();
      expect(requests).toHaveLength(4);
    }));

  it('is not renewed by an attempt in between that failed otherwise', () =>
    run((helpers) => {
      const { of, refreshes } = setup(helpers, ['(u|)', '(5|)', '(u|)'], () => EMPTY);
      helpers.expectObservable(of('private-a')).toBe('1s (e|)', { e: 'AuthorizationDenied private-a 401' });
      helpers.flush();
      expect(refreshes()).toBe(1);
    }));

  it('does not run for another failure', () =>
    run((helpers) => {
      const { of, refreshes } = setup(helpers, ['(5|)'], () => EMPTY, { retry: { attempts: 0 } });
      helpers.expectObservable(of('private-a')).toBe('(e|)', { e: 'AuthorizationStatusError private-a 500' });
      helpers.flush();
      expect(refreshes()).toBe(0);
    }));
});
