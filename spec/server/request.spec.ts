import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { firstValueFrom, NEVER, take } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { Fetch, PusherServerConfig } from '../../lib/server/config.js';
import { settingsOf } from '../../lib/server/config.js';
import { answerValue } from '../../lib/server/read-answer.js';
import type { ApiRequest } from '../../lib/server/request.js';
import { sendRequest } from '../../lib/server/request.js';
import { errorLike } from '../support/error-like.js';

const respond =
  (status: number, body = '{}') =>
  () =>
    Promise.resolve(new Response(body, { status }));
const unreachable = () => Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') }));
const silent = () => new Promise<Response>(() => undefined);

const request = (fetch: Fetch, options: Partial<PusherServerConfig> = {}, more: Partial<ApiRequest> = {}) =>
  sendRequest(settingsOf({ appId: '3', key: 'the-key', secret: 'the-secret', cluster: 'eu', fetch, ...options }), {
    method: 'GET',
    path: '/channels',
    ...more,
  });
const value = (...args: Parameters<typeof request>) => firstValueFrom(request(...args).pipe(answerValue));
const failing = async (...args: Parameters<typeof request>): Promise<unknown> => {
  const sent = value(...args);
  return sent.then(
    () => 'no error',
    (error: unknown) => error,
  );
};

describe('a request to the API', () => {
  it('has the JSON of the answer; an empty body is an empty object', async () => {
    expect(await value(respond(200, '{"x":1}'))).toEqual({ x: 1 });
    expect(await value(respond(200, ''))).toEqual({});
  });

  it('says who sends it, and is not followed elsewhere', async () => {
    const fetch = jest.fn(respond(200));
    await value(fetch, {}, { method: 'POST', body: { x: 1 } });
    expect(fetch).toHaveBeenCalledWith(
      expect.stringMatching(/^https:\/\/api-eu\.pusher\.com\/apps\/3\/channels\?auth_key=the-key&/),
      expect.objectContaining({
        method: 'POST',
        body: '{"x":1}',
        redirect: 'manual',
        headers: {
          'x-pusher-library': expect.stringMatching(/^rx-pusher \d/) as string,
          'content-type': 'application/json',
        },
      }),
    );
  });

  it('fails with the status and the body of an error', async () => {
    for (const status of [302, 400, 401, 403, 404, 413, 429, 500])
      expect(await failing(respond(status, 'oh no'))).toMatchObject({
        _tag: 'ApiError',
        status,
        body: 'oh no',
        path: '/apps/3/channels',
      });
  });

  it('fails with the error in an answer of 200, as soketi sends it', async () => {
    const body = '{"error":"No such app","code":404}';
    expect(await failing(respond(200, body))).toMatchObject({ _tag: 'ApiError', status: 404, body });
  });

  it('fails where the answer is not JSON', async () => {
    expect(await failing(respond(200, '<html>'))).toMatchObject({ _tag: 'ApiAnswerError', body: '<html>' });
  });

  it('fails where nobody answers, and says what is at the bottom of it and at which host', async () => {
    const error = await failing(unreachable);
    expect(error).toMatchObject({
      _tag: 'ApiUnreachable',
      host: 'api-eu.pusher.com',
      cause: { cause: { message: 'ECONNREFUSED' } },
    });
    expect((error as Error).message).toBe('GET "/apps/3/channels" at api-eu.pusher.com failed: ECONNREFUSED');
  });

  it('says so of a real fetch', async () => {
    const fetch: Fetch = (url, init) => globalThis.fetch(url, init);
    const error = (await failing(fetch, { host: '127.0.0.1', port: 1, useTLS: false })) as Error;
    expect(error.message).toMatch(
      /^GET "\/apps\/3\/channels" at 127\.0\.0\.1:1 failed: (bad port|connect ECONNREFUSED)/,
    );
    const closed = createServer();
    await new Promise<void>((listening) => closed.listen(0, '127.0.0.1', listening));
    const { port } = closed.address() as AddressInfo;
    await new Promise((over) => closed.close(over));
    const refused = (await failing(fetch, { host: '127.0.0.1', port, useTLS: false })) as Error;
    expect(refused.message).toBe(
      `GET "/apps/3/channels" at 127.0.0.1:${port} failed: connect ECONNREFUSED 127.0.0.1:${port}`,
    );
  });

  it('has the whole path in each of its errors, the prefix of a proxy included', async () => {
    const path = '/reverb/apps/3/channels';
    const failures: [string, Fetch][] = [
      ['ApiUnreachable', unreachable],
      ['ApiError', respond(500)],
      ['ApiAnswerError', respond(200, 'ok')],
      ['ApiTimeout', silent],
    ];
    for (const [_tag, fetch] of failures)
      expect(await failing(fetch, { path: 'reverb', timeout: 5 })).toMatchObject({
        _tag,
        path,
        method: 'GET',
      });
  });

  it('shows neither secret nor signature in an error, though the platform may, however deep', async () => {
    const leaky =
      (wrap: (error: Error) => Error): Fetch =>
      (url) => {
        const error = new TypeError(`cannot fetch ${url}: refused`);
        return Promise.reject(wrap(Object.assign(error, { path: url, code: 'ECONNREFUSED' })));
      };
    for (const wrap of [
      (error: Error) => error,
      (cause: Error) => new TypeError('fetch failed', { cause }),
      (error: Error) =>
        Object.assign(error, { config: { headers: [], request: { url: (error as { path?: string }).path } } }),
      (cause: Error) => new Error('a', { cause: new Error('b', { cause: new Error('c', { cause }) }) }),
    ]) {
      const error = (await failing(leaky(wrap))) as Error;
      const told = inspect(error, { depth: 9, showHidden: true });
      expect(told).not.toMatch(/auth_signature|the-secret/);
      expect(error.message).toContain('cannot fetch the API');
      let root: unknown = error;
      while ((root as Error).cause !== undefined) root = (root as Error).cause;
      expect(root).toMatchObject({ name: 'TypeError', code: 'ECONNREFUSED' });
      expect((root as Error).message).toContain('cannot fetch the API');
    }
  });

  it('shows no signature where the platform gives several errors', async () => {
    const of = (url: string) => new Error(`no way to ${url}`, { cause: new Error('refused') });
    for (const several of [
      (url: string) => new AggregateError([of(url)], 'all failed'),
      (url: string) => new AggregateError([new Error('one'), new Error('other', { cause: of(url) })]),
      (url: string) => new TypeError('fetch failed', { cause: new AggregateError([new Error(`at ${url}`)]) }),
      (url: string) => Object.assign(new Error('fetch failed'), { errors: [of(url)] }),
    ]) {
      const error = await failing((url) => Promise.reject(several(url)));
      expect(error).toMatchObject({ _tag: 'ApiUnreachable' });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/auth_signature|the-secret/);
    }
  });

  it('ends after its time-out, and aborts', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(({ expectObservable, flush }) => {
      let signal: AbortSignal | null | undefined;
      const fetch: Fetch = (_, init) => ((signal = init.signal), silent());
      const tag$ = request(fetch, { timeout: 500 });
      expectObservable(tag$).toBe('500ms #', undefined, expect.objectContaining({ _tag: 'ApiTimeout', timeout: 500 }));
      flush();
      expect(signal?.aborted).toBe(true);
    });
  });

  it('is signed for the second it is sent', async () => {
    const urls: string[] = [];
    const fetch: Fetch = (url) => (urls.push(url), respond(200)());
    const answer$ = request(fetch);
    const now = jest.spyOn(Date, 'now');
    for (const ms of [1_000, 2_999]) {
      now.mockReturnValue(ms);
      await firstValueFrom(answer$);
    }
    now.mockRestore();
    expect(urls.map((url) => new URL(url).searchParams.get('auth_timestamp'))).toEqual(['1', '2']);
  });
});

describe('a retry', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  // Fails `failures` times in one way, then answers; gives the times of the attempts.
  const attempts = async (fail: () => Promise<Response>, options: object, more: Partial<ApiRequest> = {}) => {
    const times: number[] = [];
    const start = Date.now();
    const fetch = () => (times.push(Date.now() - start), fail());
    request(fetch, { random: () => 1, ...options }, more)
      .pipe(take(1))
      .subscribe({ error: () => undefined });
    await jest.advanceTimersByTimeAsync(60_000);
    return times;
  };
  const retry = { attempts: 3, minDelay: 100, maxDelay: 300 };

  it('is made after a network failure, a time-out and a 5xx, later each time, if asked for', async () => {
    expect(await attempts(unreachable, { retry })).toEqual([0, 100, 300, 600]);
    expect(await attempts(respond(503), { retry })).toEqual([0, 100, 300, 600]);
    expect(await attempts(silent, { retry, timeout: 1_000 })).toEqual([0, 1_100, 2_300, 3_600]);
  });

  it('has jitter', async () => {
    expect(await attempts(unreachable, { retry, random: () => 0.5 })).toEqual([0, 50, 150, 300]);
  });

  it('is not made unless asked for', async () => {
    expect(await attempts(unreachable, {})).toEqual([0]);
  });

  it('is not made where it would fail again', async () => {
    for (const status of [400, 401, 403, 413]) expect(await attempts(respond(status), { retry })).toEqual([0]);
  });

  it('is not made of a publish, which may have been accepted, unless asked for', async () => {
    const post = { method: 'POST', path: '/events', body: {} } as const;
    expect(await attempts(respond(503), { retry }, post)).toEqual([0]);
    expect(await attempts(respond(503), { retry: { ...retry, publishes: true } }, post)).toHaveLength(4);
    expect(await attempts(respond(503), { retry }, { ...post, repeatable: true })).toHaveLength(4);
  });
});

describe('a wrong request', () => {
  it('throws at the call, where no retry spins on it', () => {
    expect(() => request(() => NEVER as never, {}, { path: 'channels' })).toThrow(errorLike({ argument: 'path' }));
    expect(() => request(() => NEVER as never, {}, { body: 1n })).toThrow(errorLike({ argument: 'body' }));
  });
});
