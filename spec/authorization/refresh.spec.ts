import fc from 'fast-check';
import { asyncScheduler, EMPTY, map, mergeMap, NEVER, Observable, of, tap, throwError, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { channelAuthorizer } from '../../lib/authorization/index.js';
import type { FetchResponse, HttpAuthorization } from '../../lib/authorization/index.js';
import { fakeFetch, granted, respond, told } from './fake-fetch.js';

type Helpers = Parameters<Parameters<TestScheduler['run']>[0]>[0];
const run = (test: (helpers: Helpers) => void) =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test);
/** A response with that body, after a redirect or not. */
const saying = (status: number, body: string, redirected = false): FetchResponse => ({
  ...respond(status),
  redirected,
  text: () => of(body),
});
const PAGE = '<!DOCTYPE html><form action="/login">';
const responses = { g: granted, d: respond(403), u: respond(401), 5: respond(500) };
const OK = { a: 'key:signature' };

const setup = (
  helpers: Helpers,
  marbles: string[],
  refresh: () => unknown,
  option: HttpAuthorization = {},
  more: Readonly<Record<string, FetchResponse>> = {},
) => {
  const { fetch, requests } = fakeFetch(helpers, marbles, { ...responses, ...more });
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

  it('that fails once fails all who wait for it, and is not run for each', () =>
    run((helpers) => {
      const { of, requests, refreshes } = setup(helpers, ['2ms (d|)', '4ms (d|)', '6ms (d|)'], () =>
        helpers.cold('3ms #'),
      );
      for (const name of ['a', 'b', 'c'])
        helpers.expectObservable(of(`private-${name}`)).toBe(name === 'c' ? '6ms (e|)' : '2ms 3ms (e|)', {
          e: `AuthorizationCallbackError private-${name}`,
        });
      helpers.flush();
      expect([requests.length, refreshes()]).toEqual([3, 1]);
    }));

  it('that fails is not run again for those whose turn comes later: a hundred channels, two at a time', () =>
    run((helpers) => {
      const { of, requests, refreshes } = setup(helpers, ['2ms (u|)'], () => helpers.cold('1ms #'), { concurrency: 2 });
      for (let i = 0; i < 100; i += 1)
        helpers
          .expectObservable(of(`private-${i}`))
          .toBe(`${i < 2 ? 3 : (Math.floor(i / 2) + 1) * 2}ms (e|)`, { e: `AuthorizationCallbackError private-${i}` });
      helpers.flush();
      expect([requests.length, refreshes()]).toEqual([100, 1]);
    }));

  it('that takes too long has failed for all who wait, too', () =>
    run((helpers) => {
      const { of, refreshes } = setup(helpers, ['2ms (d|)', '80ms (d|)', '90ms (d|)'], () => NEVER, { timeout: 100 });
      helpers.expectObservable(of('private-a')).toBe('2ms 100ms (e|)', { e: 'AuthorizationTimeout private-a' });
      helpers.expectObservable(of('private-b')).toBe('80ms 22ms (e|)', { e: 'AuthorizationTimeout private-b' });
      helpers.expectObservable(of('private-c'), '20ms ^').toBe('110ms (e|)', { e: 'AuthorizationTimeout private-c' });
      helpers.flush();
      expect(refreshes()).toBe(1);
    }));

  it('that succeeds after one that failed is that of those who ask after it', () =>
    run((helpers) => {
      let run = 0;
      const { of, refreshes } = setup(helpers, ['1ms (d|)', '1ms (d|)', '1ms (g|)'], () =>
        (run += 1) === 1 ? throwError(() => new Error('logged out')) : EMPTY,
      );
      helpers.expectObservable(of('private-a')).toBe('1ms (e|)', { e: 'AuthorizationCallbackError private-a' });
      helpers.expectObservable(of('private-b'), '5ms ^').toBe('5ms 1ms 1ms (a|)', OK);
      helpers.flush();
      expect(refreshes()).toBe(2);
    }));

  it('that all have left, before it ended, runs anew for the next', () =>
    run((helpers) => {
      const { of, refreshes } = setup(helpers, ['1ms (d|)', '1ms (d|)', '1ms (g|)'], () => helpers.cold('9ms (r|)'));
      helpers.expectObservable(of('private-a'), '^ 4ms !').toBe('');
      helpers.expectObservable(of('private-b'), '7ms ^').toBe('7ms 1ms 9ms 1ms (a|)', OK);
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

  it('that hangs is named', () =>
    run((helpers) => {
      const { fetch } = fakeFetch(helpers, ['(d|)'], responses);
      const authorize = channelAuthorizer({ fetch, refresh: () => NEVER, timeout: 100 }, { random: () => 0 });
      const messages: unknown[] = [];
      authorize({ socketId: '1.2', channelName: 'private-a' }).subscribe({
        error: (error: unknown) => messages.push((error as Error).message),
      });
      helpers.flush();
      expect(messages).toEqual(['authorization of "private-a": refresh: no answer within 100 ms']);
    }));

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

describe('the runs of the refresh', () => {
  const asking = fc.record({ at: fc.nat(60), latency: fc.integer({ min: 1, max: 30 }) });
  const running = fc.record({ takes: fc.integer({ min: 1, max: 30 }), fails: fc.boolean() });

  it('never overlap, and each is for a request that began after the one before it, whatever the times', () => {
    fc.assert(
      fc.property(
        fc.array(asking, { minLength: 1, maxLength: 12 }),
        fc.array(running, { minLength: 12 }),
        (asks, plan) =>
          run(({ flush }) => {
            const runs: { begun: number; ended: number }[] = [];
            const requests = asks.map(() => [] as { begun: number; denied: number }[]);
            const ends = asks.map(() => 0);
            const authorize = channelAuthorizer(
              {
                fetch: (_, { body }) => {
                  const i = Number(/private-(\d+)/.exec(body)?.[1]);
                  const begun = asyncScheduler.now();
                  requests[i]!.push({ begun, denied: begun + asks[i]!.latency });
                  return timer(asks[i]!.latency).pipe(map(() => responses.u));
                },
                refresh: () => {
                  const { takes, fails } = plan[runs.length % plan.length]!;
                  const begun = asyncScheduler.now();
                  runs.push({ begun, ended: begun + takes });
                  return timer(takes).pipe(
                    tap(() => {
                      if (fails) throw new Error('logged out');
                    }),
                  );
                },
              },
              { random: () => 0 },
            );
            asks.forEach(({ at }, i) =>
              timer(at)
                .pipe(mergeMap(() => authorize({ socketId: '1.2', channelName: `private-${i}` })))
                .subscribe({ error: () => (ends[i]! += 1) }),
            );
            flush();
            expect(ends).toEqual(asks.map(() => 1));
            for (const of of requests) expect(of.length).toBeLessThanOrEqual(2);
            runs.slice(1).forEach(({ begun }, i) => {
              const before = runs[i]!.ended;
              expect(begun).toBeGreaterThanOrEqual(before);
              expect(requests.flat().some((one) => one.denied === begun && one.begun >= before)).toBe(true);
            });
          }),
      ),
      { numRuns: 60 },
    );
  });
});

describe('a session that has ended', () => {
  const denied = 'AuthorizationDenied';
  const status = 'AuthorizationStatusError';
  const answer = 'AuthorizationAnswerError';
  it.each<readonly [string, FetchResponse, string]>([
    ['401', respond(401), denied],
    ['403', respond(403), denied],
    ["419, Laravel's expired token", saying(419, PAGE), denied],
    ["440, IIS's login time-out", respond(440), denied],
    ['498, an invalid token', respond(498), denied],
    ['a page to log in on', saying(200, PAGE), answer],
    ['such a page behind a redirect', saying(200, PAGE, true), answer],
    ['a page of 201', saying(201, PAGE), answer],
    ['nothing, with 200', saying(200, ''), answer],
    ['white space, with 200', saying(200, ' \n'), answer],
    ['half of something', saying(200, '{"auth":'), answer],
    ['text', saying(200, 'Unauthenticated.'), answer],
    ['an error in JSON, with 200', saying(200, '{"error":"Unauthenticated."}'), answer],
    ['null', saying(200, 'null'), answer],
    ['false', saying(200, 'false'), answer],
    ['an empty list, as PHP has it', saying(200, '[]'), answer],
    ['JSON of another page', saying(200, '{"user":null}', true), answer],
    ['204', saying(204, ''), status],
    ['a redirect that nobody followed', saying(302, ''), status],
    ['such a one to see something else', saying(303, ''), status],
    ['a redirect that the browser hides', saying(0, ''), status],
    ['404 of the page to log in on', saying(404, PAGE, true), status],
    ['405 of the page to log in on', saying(405, PAGE, true), status],
    ['403 of the page to log in on', saying(403, PAGE, true), denied],
  ])('shows itself by %s: it is renewed, and the request is made once more', (_, response, kind) => {
    run((helpers) => {
      const { of, requests, refreshes } = setup(
        helpers,
        ['2ms (x|)', '2ms (g|)'],
        () => helpers.cold('5ms (r|)'),
        {},
        {
          x: response,
        },
      );
      helpers.expectObservable(of('private-a')).toBe('2ms 5ms 2ms (a|)', OK);
      helpers.flush();
      expect([requests.length, refreshes()]).toEqual([2, 1]);
    });
    // Once: what is still so after that is told.
    run((helpers) => {
      const { of, requests, refreshes } = setup(helpers, ['2ms (x|)'], () => EMPTY, {}, { x: response });
      helpers.expectObservable(of('private-a')).toBe('2ms 2ms (e|)', { e: `${kind} private-a ${response.status}` });
      helpers.flush();
      expect([requests.length, refreshes()]).toEqual([2, 1]);
    });
    // And at once where nothing can renew it.
    run((helpers) => {
      const { fetch, requests } = fakeFetch(helpers, ['2ms (x|)'], { x: response });
      const authorize = channelAuthorizer({ fetch }, { random: () => 0 });
      helpers
        .expectObservable(told(authorize({ socketId: '1.2', channelName: 'private-a' })))
        .toBe('2ms (e|)', { e: `${kind} private-a ${response.status}` });
      helpers.flush();
      expect(requests).toHaveLength(1);
    });
  });

  it.each<readonly [string, FetchResponse]>([
    ['400', respond(400)],
    ['404', respond(404)],
    ['405', respond(405)],
    ['422', respond(422)],
    ['500', respond(500)],
    ['503 of another page', saying(503, PAGE, true)],
  ])('is not what %s says: nothing is renewed', (_, response) =>
    run((helpers) => {
      const { of, refreshes } = setup(helpers, ['(x|)'], () => EMPTY, { retry: { attempts: 0 } }, { x: response });
      helpers
        .expectObservable(of('private-a'))
        .toBe('(e|)', { e: `AuthorizationStatusError private-a ${response.status}` });
      helpers.flush();
      expect(refreshes()).toBe(0);
    }),
  );

  it.each<readonly [string, FetchResponse, string]>([
    ['419', saying(419, PAGE), 'refused with 419; session over? See `refresh`'],
    ['a redirect', saying(302, ''), 'refused with 302; session over? See `refresh`'],
    ['another page', saying(404, PAGE, true), 'refused with 404; session over? See `refresh`'],
    ['a page', saying(200, PAGE), 'unusable answer: not JSON; session over? See `refresh`'],
    [
      'a page behind a redirect',
      saying(200, PAGE, true),
      'unusable answer: not JSON, after a redirect; session over? See `refresh`',
    ],
    ['401', respond(401), 'refused with 401'],
    ['403', respond(403), 'refused with 403'],
    ['404', respond(404), 'refused with 404'],
  ])('is what the error of %s suggests, where that is likely', (_, response, reason) => {
    const messages: unknown[] = [];
    channelAuthorizer(
      { fetch: () => [response] },
      { random: () => 0 },
    )({ socketId: '1.2', channelName: 'private-a' }).subscribe({
      error: (error: unknown) => messages.push((error as Error).message),
    });
    expect(messages).toEqual([`authorization of "private-a": ${reason}`]);
  });
});
