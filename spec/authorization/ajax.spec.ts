import { NEVER, of, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { channelAuthorizer } from '../../lib/authorization/index.js';
import type { Fetch, HttpAuthorization } from '../../lib/authorization/index.js';
import { fakeFetch, granted, told } from './fake-fetch.js';

type Helpers = Parameters<Parameters<TestScheduler['run']>[0]>[0];
const run = (test: (helpers: Helpers) => void) =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test);
const request = { socketId: '1.2', channelName: 'private-a' };
const OK = { a: 'key:signature' };

/** What `fetch` is given for one authorization. */
const initOf = (option: HttpAuthorization) => {
  const calls: Parameters<Fetch>[] = [];
  const fetch: Fetch = (...args) => {
    calls.push(args);
    return of(granted);
  };
  channelAuthorizer({ fetch, ...option }, { random: () => 0 })(request).subscribe();
  return calls[0]![1];
};

describe('a request', () => {
  it('says nothing of cookies unless told to', () => {
    expect(initOf({})).not.toHaveProperty('credentials');
    expect(initOf({ credentials: 'include' })).toHaveProperty('credentials', 'include');
  });

  it('has the headers of the provider over the others', () => {
    const headers = { Authorization: 'old', 'X-A': '1' };
    expect(initOf({ headers, headersProvider: () => ({ Authorization: 'new' }) }).headers).toEqual({
      'Content-Type': 'application/x-www-form-urlencoded',
      Authorization: 'new',
      'X-A': '1',
    });
  });

  it('calls `fetch` without an owner, as platforms demand', () => {
    const fetch = jest.fn(() => of(granted));
    channelAuthorizer({ fetch }, { random: () => 0 })(request).subscribe();
    expect(fetch.mock.contexts).toEqual([undefined]);
  });

  it('is over with its answer: nothing of it is left', () => {
    const { signal } = initOf({});
    expect(signal.aborted).toBe(true);
  });
});

describe('a provider', () => {
  it('may be asynchronous, in virtual time too', () =>
    run((helpers) => {
      const { fetch, requests } = fakeFetch(helpers, ['5ms (g|)']);
      const option: HttpAuthorization = {
        fetch,
        paramsProvider: () => helpers.cold('10ms p-p', { p: { a: '1' } }),
        headersProvider: () => helpers.cold('20ms (h|)', { h: { 'X-H': '2' } }),
      };
      const authorization$ = channelAuthorizer(option, { random: () => 0 })(request);
      helpers.expectObservable(told(authorization$)).toBe('10ms 20ms 5ms (a|)', OK);
      helpers.flush();
      expect(requests[0]).toMatchObject({ body: 'socket_id=1.2&channel_name=private-a&a=1', headers: { 'X-H': '2' } });
    }));

  it('is asked for each request anew', () =>
    run((helpers) => {
      const { fetch, requests } = fakeFetch(helpers, ['#', '(g|)']);
      let count = 0;
      const option = { fetch, paramsProvider: () => ({ count: String((count += 1)) }) };
      helpers.expectObservable(told(channelAuthorizer(option, { random: () => 0 })(request))).toBe('1s (a|)', OK);
      helpers.flush();
      expect(requests.map(({ body }) => body.slice(-8))).toEqual(['&count=1', '&count=2']);
    }));

  it('that gives nothing adds nothing', () => {
    expect(
      initOf({ paramsProvider: (() => undefined) as never, headersProvider: (() => null) as never }),
    ).toMatchObject({
      body: 'socket_id=1.2&channel_name=private-a',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
  });

  it('has part in the time of its request', () =>
    run((helpers) => {
      const option: HttpAuthorization = { timeout: 100, headersProvider: () => NEVER, endpoint: 'http://127.0.0.1:1' };
      helpers
        .expectObservable(told(channelAuthorizer(option, { random: () => 0 })(request)))
        .toBe('100ms (e|)', { e: 'AuthorizationTimeout private-a' });
    }));

  it.each([
    ['headersProvider', 'throws', () => fail('no token')],
    ['paramsProvider', 'rejects', () => throwError(() => new Error('no token'))],
  ])('%s that %s is named, and no request is made', (name, _, provider) => {
    const fetch = jest.fn();
    const errors: unknown[] = [];
    channelAuthorizer(
      { fetch, [name]: provider },
      { random: () => 0 },
    )(request).subscribe({
      error: (error: unknown) => errors.push(error),
    });
    expect(errors).toMatchObject([
      {
        _tag: 'AuthorizationCallbackError',
        message: `authorization of "private-a": ${name} failed: no token`,
        channel: 'private-a',
        cause: { callback: name },
      },
    ]);
    expect(fetch).not.toHaveBeenCalled();
  });
});

const fail = (message: string): never => {
  throw new Error(message);
};
