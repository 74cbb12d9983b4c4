import { inspect } from 'node:util';
import { NEVER, of, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { channelAuthorizer } from '../../lib/authorization/index.js';
import type { Fetch, FetchResponse, HttpAuthorization } from '../../lib/authorization/index.js';
import { fakeFetch, granted, respond, told } from './fake-fetch.js';

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

  it('is over with its answer, and is not aborted then', () => {
    const { signal } = initOf({});
    expect(signal.aborted).toBe(false);
  });

  it.each([401, 404, 500])('lets go of the answer that refuses it, and of its body: %d', (status) => {
    const signals: AbortSignal[] = [];
    const text = jest.fn();
    const fetch: Fetch = (_, { signal }) => {
      signals.push(signal);
      return [{ ...granted, status, text }];
    };
    channelAuthorizer(
      { fetch },
      { random: () => 0 },
    )(request)
      .subscribe({ error: () => undefined })
      .unsubscribe();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(text).not.toHaveBeenCalled();
  });

  it('needs no more than the first answer, from a `fetch` that does not end: the next one has its turn', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const answers = cold('--g-g-g', { g: granted });
      const authorize = channelAuthorizer({ fetch: () => answers, concurrency: 1 }, { random: () => 0 });
      expectObservable(told(authorize(request))).toBe('--(a|)', OK);
      expectObservable(told(authorize(request))).toBe('----(a|)', OK);
      expectSubscriptions(answers.subscriptions).toBe(['^-!', '--^-!']);
    }));

  it.each<readonly [string, Partial<FetchResponse>]>([
    ['text that is one', { text: () => '{"auth":"key:signature"}' }],
    ['headers that know nothing', { headers: { get: () => undefined as never } }],
    ['headers of numbers', { headers: { get: () => 7 as never } }],
  ])('takes a response with %s', (_, response) => {
    const seen: unknown[] = [];
    channelAuthorizer(
      { fetch: () => [{ ...granted, ...response }] },
      { random: () => 0 },
    )(request).subscribe(({ auth }) => seen.push(auth));
    expect(seen).toEqual(['key:signature']);
  });

  it.each<readonly [string, () => unknown]>([
    ['gives no response', () => []],
    ['gives nothing at all', () => undefined],
    ['gives what is no response', () => [null]],
    ['gives a response without text', () => [{ ...granted, text: () => [] }]],
    ['gives a response without headers', () => [{ status: 503 }]],
  ])('fails, with a typed error, where `fetch` %s', (_, fetch) => {
    const errors: unknown[] = [];
    channelAuthorizer(
      { fetch: fetch as never, retry: { attempts: 0 } },
      { random: () => 0 },
    )(request).subscribe({
      error: (error: unknown) => errors.push(error),
    });
    expect(errors).toMatchObject([{ _tag: 'AuthorizationNetworkError', channel: 'private-a' }]);
  });
});

describe('an error of the platform that shows the URL', () => {
  const failing = (endpoint: string, cause: unknown) => {
    const errors: Error[] = [];
    channelAuthorizer(
      { endpoint, fetch: () => throwError(() => cause), retry: { attempts: 0 } },
      { random: () => 0 },
    )(request).subscribe({ error: (error: unknown) => errors.push(error as Error) });
    return errors[0]!;
  };
  const deno = (url: string) => new TypeError(`error sending request for url (${url}): client error (Connect)`);
  const bun = (path: string) => Object.assign(new Error('Unable to connect.'), { code: 'ConnectionRefused', path });

  it.each([
    ['Deno', 'https://host/auth?token=secret', deno],
    ['Bun', 'https://host/auth?token=secret', bun],
    ['a password, where a fetch takes one', 'https://me:secret@host/auth', deno],
    ['both', 'https://me:secret@host/auth?token=secret', bun],
  ])('is not passed on where there may be a secret in it: %s', (_, endpoint, platform) => {
    const error = failing(endpoint, platform(endpoint));
    expect(error.message).toBe('authorization of "private-a": the request failed');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('secret');
  });

  it.each([
    ['the URL has none', 'https://host/auth', deno('https://host/auth')],
    ['it does not show it', 'https://host/auth?token=secret', new TypeError('fetch failed')],
  ])('is passed on where %s', (_, endpoint, cause) => {
    const error = failing(endpoint, cause);
    expect(error.message).toContain(cause.message);
    expect(error.cause).toBe(cause);
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

  it.each(['headersProvider', 'paramsProvider'])('%s that hangs is named, and no request is made', (name) =>
    run((helpers) => {
      const fetch = jest.fn();
      const messages: unknown[] = [];
      const option = { fetch, timeout: 100, [name]: () => NEVER };
      channelAuthorizer(option, { random: () => 0 })(request).subscribe({
        error: (error: unknown) => messages.push(String(error)),
      });
      helpers.flush();
      expect(messages).toEqual([
        `AuthorizationTimeout: authorization of "private-a": ${name}: no answer within 100 ms`,
      ]);
      expect(fetch).not.toHaveBeenCalled();
    }),
  );

  it('that is slow leaves less time for the request', () =>
    run((helpers) => {
      const { fetch } = fakeFetch(helpers, ['60ms (g|)']);
      const option: HttpAuthorization = {
        fetch,
        timeout: 100,
        paramsProvider: () => helpers.cold('50ms (p|)') as never,
      };
      helpers
        .expectObservable(told(channelAuthorizer(option, { random: () => 0 })(request)))
        .toBe('100ms (e|)', { e: 'AuthorizationTimeout private-a' });
    }));

  it('that hangs in a batch fails each of its channels, and the next batch is not held up', () =>
    run((helpers) => {
      let asked = 0;
      const { fetch } = fakeFetch(helpers, ['(g|)'], { g: respond(200, { 'private-c': { data: { auth: 'c' } } }) });
      const authorize = channelAuthorizer(
        { fetch, batch: true, concurrency: 1, timeout: 100, headersProvider: () => ((asked += 1) === 1 ? NEVER : {}) },
        { random: () => 0 },
      );
      const ask = (channelName: string) => told(authorize({ socketId: '1.2', channelName }));
      helpers.expectObservable(ask('private-a')).toBe('100ms (e|)', { e: 'AuthorizationTimeout private-a' });
      helpers.expectObservable(ask('private-b')).toBe('100ms (e|)', { e: 'AuthorizationTimeout private-b' });
      helpers.expectObservable(ask('private-c'), '1ms ^').toBe('100ms (c|)', { c: 'c' });
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
