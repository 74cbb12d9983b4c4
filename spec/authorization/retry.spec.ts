import fc from 'fast-check';
import { asyncScheduler } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { channelAuthorizer } from '../../lib/authorization/index.js';
import type { HttpAuthorization } from '../../lib/authorization/index.js';
import { fakeFetch, granted, respond, told } from './fake-fetch.js';

type Helpers = Parameters<Parameters<TestScheduler['run']>[0]>[0];
const run = (test: (helpers: Helpers) => void) =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test);
const request = { socketId: '1.2', channelName: 'private-a' };

const responses = {
  g: granted,
  5: respond(500),
  d: respond(403),
  r: respond(429, {}, { 'retry-after': '7' }),
  l: respond(503, {}, { 'retry-after': '31' }),
  z: respond(503, {}, { 'retry-after': '0' }),
  // A date: 9 seconds after that of the answer, or after the time here, which begins with 1970; and what is none, or past.
  w: respond(503, {}, { 'retry-after': 'Wed, 21 Oct 2015 07:28:09 GMT', date: 'Wed, 21 Oct 2015 07:28:00 GMT' }),
  h: respond(429, {}, { 'retry-after': 'Thu, 01 Jan 1970 00:00:09 GMT' }),
  f: respond(429, {}, { 'retry-after': 'Thu, 01 Jan 1970 00:01:00 GMT' }),
  p: respond(503, {}, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT', date: 'Wed, 21 Oct 2015 07:28:09 GMT' }),
  y: respond(503, {}, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }),
  j: respond(503, {}, { 'retry-after': 'soon 7' }),
  n: respond(503, {}, { 'retry-after': '-7' }),
  i: respond(503, {}, { 'retry-after': '1e400' }),
};
/** When the requests are made, given what each is answered and the chance. */
const outcome = (helpers: Helpers, marbles: string[], random = 0, option: HttpAuthorization = {}) => {
  const { fetch, requests } = fakeFetch(helpers, marbles, responses);
  const authorization$ = channelAuthorizer({ fetch, ...option }, { random: () => random })(request);
  return { outcome$: told(authorization$), requests };
};

describe('an authorization that fails', () => {
  it('is asked for again after a delay that doubles, three times by default', () =>
    run((helpers) => {
      const { outcome$, requests } = outcome(helpers, ['(5|)'], 1);
      helpers.expectObservable(outcome$).toBe('2s 4s 8s (e|)', { e: 'AuthorizationStatusError private-a 500' });
      helpers.flush();
      expect(requests).toHaveLength(4);
    }));

  it('is asked for no sooner than the shortest delay, wherever chance is', () =>
    run((helpers) => {
      const { outcome$ } = outcome(helpers, ['(5|)'], 0);
      helpers.expectObservable(outcome$).toBe('1s 1s 1s (e|)', { e: 'AuthorizationStatusError private-a 500' });
    }));

  it('by the network is asked for after the same delays', () =>
    run((helpers) => {
      const { outcome$ } = outcome(helpers, ['#'], 1);
      helpers.expectObservable(outcome$).toBe('2s 4s 8s (e|)', { e: 'AuthorizationNetworkError private-a' });
    }));

  it('is asked for by chance in between', () =>
    run((helpers) => {
      const { outcome$ } = outcome(helpers, ['(5|)', '(g|)'], 0.25);
      helpers.expectObservable(outcome$).toBe('1250ms (a|)', { a: 'key:signature' });
    }));

  it('is never asked for later than the longest delay', () =>
    run((helpers) => {
      const retry = { attempts: 4, minDelay: 1_000, maxDelay: 3_000 };
      const { outcome$ } = outcome(helpers, ['(5|)'], 1, { retry });
      helpers.expectObservable(outcome$).toBe('2s 3s 3s 3s (e|)', { e: 'AuthorizationStatusError private-a 500' });
    }));

  it('succeeds with the first request that does', () =>
    run((helpers) => {
      const { outcome$, requests } = outcome(helpers, ['5ms #', '5ms (5|)', '5ms (g|)']);
      helpers.expectObservable(outcome$).toBe('5ms 1s 5ms 1s 5ms (a|)', { a: 'key:signature' });
      helpers.flush();
      expect(requests).toHaveLength(3);
    }));

  it('tells of the last failure', () =>
    run((helpers) => {
      const { outcome$ } = outcome(helpers, ['#', '(5|)', '(d|)']);
      helpers.expectObservable(outcome$).toBe('1s 1s (e|)', { e: 'AuthorizationDenied private-a 403' });
    }));

  it('is asked for when the server wants it: Retry-After in seconds', () =>
    run((helpers) => {
      const { outcome$ } = outcome(helpers, ['(r|)', '(g|)']);
      helpers.expectObservable(outcome$).toBe('7s (a|)', { a: 'key:signature' });
    }));

  it.each(['(w|)', '(h|)'])('is asked for when the server wants it: Retry-After as a date: %s', (marbles) =>
    run((helpers) => {
      const { outcome$ } = outcome(helpers, [marbles, '(g|)']);
      helpers.expectObservable(outcome$).toBe('9s (a|)', { a: 'key:signature' });
    }),
  );

  it('counts a date of the server from when the answer came, and only once', () =>
    run((helpers) => {
      const { outcome$ } = outcome(helpers, ['3s (h|)', '(h|)', '(g|)']);
      helpers.expectObservable(outcome$).toBe('3s 6s 1s (a|)', { a: 'key:signature' });
    }));

  it.each([
    ['(l|)', 503],
    ['(f|)', 429],
  ])('is not asked for again where the server wants more than the longest delay: %s', (marbles, status) =>
    run((helpers) => {
      const { outcome$, requests } = outcome(helpers, [marbles, '(g|)']);
      helpers.expectObservable(outcome$).toBe('(e|)', { e: `AuthorizationStatusError private-a ${status}` });
      helpers.flush();
      expect(requests).toHaveLength(1);
    }),
  );

  it.each(['(z|)', '(p|)', '(y|)', '(j|)', '(n|)', '(i|)'])(
    'keeps to its own delay where Retry-After asks for less, or makes no sense: %s',
    (marbles) =>
      run((helpers) => {
        const { outcome$ } = outcome(helpers, [marbles, '(g|)']);
        helpers.expectObservable(outcome$).toBe('1s (a|)', { a: 'key:signature' });
      }),
  );

  it('backs off from nothing too', () =>
    run((helpers) => {
      const { outcome$ } = outcome(helpers, ['(5|)'], 1, { retry: { minDelay: 0, attempts: 4 } });
      helpers.expectObservable(outcome$).toBe('2ms 4ms 8ms 16ms (e|)', {
        e: 'AuthorizationStatusError private-a 500',
      });
    }));

  it('is not asked for again where the option says so', () =>
    run((helpers) => {
      const { outcome$, requests } = outcome(helpers, ['(5|)'], 0, { retry: { attempts: 0 } });
      helpers.expectObservable(outcome$).toBe('(e|)', { e: 'AuthorizationStatusError private-a 500' });
      helpers.flush();
      expect(requests).toHaveLength(1);
    }));

  it('is not asked for again after a time-out', () =>
    run((helpers) => {
      const { outcome$, requests } = outcome(helpers, ['-']);
      helpers.expectObservable(outcome$).toBe('15s (e|)', { e: 'AuthorizationTimeout private-a' });
      helpers.flush();
      expect(requests).toHaveLength(1);
    }));

  it('gives each attempt its own time', () =>
    run((helpers) => {
      const { outcome$ } = outcome(helpers, ['80ms (5|)', '80ms (5|)', '80ms (g|)'], 0, {
        timeout: 100,
        retry: { minDelay: 50 },
      });
      helpers.expectObservable(outcome$).toBe('80ms 50ms 80ms 50ms 80ms (a|)', { a: 'key:signature' });
    }));

  it('is not asked for again once nobody listens', () =>
    run((helpers) => {
      const { outcome$, requests } = outcome(helpers, ['(5|)']);
      helpers.expectObservable(outcome$, '^ 500ms !').toBe('');
      helpers.flush();
      expect(requests).toHaveLength(1);
    }));

  it('fails where fetch gives no response at all', () =>
    run((helpers) => {
      const { outcome$ } = outcome(helpers, ['|'], 0, { retry: { attempts: 0 } });
      helpers.expectObservable(outcome$).toBe('(e|)', { e: 'AuthorizationNetworkError private-a' });
    }));
});

describe('the delays', () => {
  it('are between the shortest and the longest, whatever the options and the chance', () => {
    const numbers = { attempts: fc.integer({ min: 0, max: 12 }), minDelay: fc.nat(5_000), more: fc.nat(60_000) };
    fc.assert(
      fc.property(fc.record(numbers), fc.double({ min: 0, max: 1, noNaN: true }), ({ more, ...retry }, chance) => {
        const maxDelay = retry.minDelay + more;
        run((helpers) => {
          const times: number[] = [];
          const { outcome$ } = outcome(helpers, ['(5|)'], chance, {
            retry: { ...retry, maxDelay },
            paramsProvider: () => {
              times.push(asyncScheduler.now());
              return {};
            },
          });
          outcome$.subscribe();
          helpers.flush();
          expect(times).toHaveLength(retry.attempts + 1);
          times.slice(1).forEach((time, i) => {
            const delay = time - (times[i] ?? 0);
            expect(delay).toBeGreaterThanOrEqual(Math.floor(retry.minDelay));
            expect(delay).toBeLessThanOrEqual(maxDelay + 1);
          });
        });
      }),
      { numRuns: 50 },
    );
  });
});
