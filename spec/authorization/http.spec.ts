import type { ServerResponse } from 'node:http';
import { firstValueFrom, forkJoin, of, timer } from 'rxjs';
import { map } from 'rxjs';
import {
  AuthorizationAnswerError,
  AuthorizationDenied,
  AuthorizationNetworkError,
  AuthorizationStatusError,
  AuthorizationTimeout,
  channelAuthorizer,
  userAuthenticator,
} from '../../lib/authorization/index.js';
import type { HttpAuthorization, AuthorizationError } from '../../lib/authorization/index.js';
import type { Served } from './server.js';
import { answer, serve } from './server.js';

const random = () => 0.5;
const channelName = 'private-a';
const socketId = '1.2';
const granted = { auth: 'key:signature' };
let server: Served | undefined;
afterEach(() => server?.close());

const authorize = (option: HttpAuthorization, name = channelName) =>
  firstValueFrom(channelAuthorizer(option, { random })({ socketId, channelName: name }));
const failure = (option: HttpAuthorization) =>
  authorize(option).then(
    () => {
      throw new Error('authorized');
    },
    (error: unknown) => error as AuthorizationError,
  );
const soon = { minDelay: 1, maxDelay: 2 };

describe('an endpoint over HTTP', () => {
  it.each([200, 201])('authorizes with %d', async (status) => {
    server = await serve((response) => answer(response, status, { ...granted, channel_data: '{ "user_id": 1 }' }));
    await expect(authorize({ endpoint: server.url })).resolves.toEqual({
      ...granted,
      channel_data: '{ "user_id": 1 }',
    });
    expect(server.requests).toHaveLength(1);
  });

  it('authenticates the user', async () => {
    server = await serve((response) => answer(response, 200, { auth: 'key:signature', user_data: '{"id":"1"}' }));
    const authenticate = userAuthenticator({ endpoint: server.url, batch: true }, { random });
    await expect(firstValueFrom(authenticate({ socketId }))).resolves.toEqual({
      auth: 'key:signature',
      user_data: '{"id":"1"}',
    });
    expect(server.requests.map(({ body }) => body)).toEqual(['socket_id=1.2']);
  });

  it.each([
    [401, AuthorizationDenied],
    [403, AuthorizationDenied],
    [404, AuthorizationStatusError],
    [204, AuthorizationStatusError],
    [422, AuthorizationStatusError],
  ])('that answers %d is asked once and its status told', async (status, kind) => {
    server = await serve((response) => response.writeHead(status).end());
    const error = await failure({ endpoint: server.url });
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ channel: channelName, status });
    expect(server.requests).toHaveLength(1);
  });

  it.each([408, 429, 500, 502, 503, 504])('that answers %d once is asked again', async (status) => {
    server = await serve((response, _, count) => {
      if (count === 1) response.writeHead(status).end('later');
      else answer(response, 200, granted);
    });
    await expect(authorize({ endpoint: server.url, retry: soon })).resolves.toEqual(granted);
    expect(server.requests).toHaveLength(2);
  });

  it('that stays at 500 is asked as often as the option says, then its status is told', async () => {
    server = await serve((response) => response.writeHead(500).end());
    await expect(failure({ endpoint: server.url, retry: { ...soon, attempts: 2 } })).resolves.toMatchObject({
      _tag: 'AuthorizationStatusError',
      channel: channelName,
      status: 500,
    });
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    ['no JSON', '{"auth":"key:signature', 'not JSON'],
    ['nothing', '', 'not JSON'],
    ['JSON of another shape', '{"error":"signature"}', 'auth is undefined, not string'],
    ['a list', '[]', 'value is object, not'],
    ['null', 'null', 'value is object, not'],
    ['a text', '"key:signature"', 'value is string, not'],
    ['a signature that is none', '{"auth":{"secret":"signature"}}', 'auth is object, not string'],
  ])('that answers 200 with %s is told apart, and what it said is not repeated', async (_, text, reason) => {
    server = await serve((response) => response.end(text));
    const error = await failure({ endpoint: server.url });
    expect(error).toBeInstanceOf(AuthorizationAnswerError);
    expect(error).toMatchObject({ channel: channelName, status: 200 });
    expect(error.message).toContain(reason);
    expect([error.message, String(error.cause), JSON.stringify(error)].join()).not.toContain('signature');
  });

  it('that never answers is left after the time-out', async () => {
    let closed = false;
    server = await serve((response) => response.on('close', () => (closed = true)));
    const error = await failure({ endpoint: server.url, timeout: 50 });
    expect(error).toBeInstanceOf(AuthorizationTimeout);
    expect(error.message).toBe('authorization of "private-a": no answer within 50 ms');
    await firstValueFrom(timer(50));
    expect(closed).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  it('that never ends its answer is left after the time-out', async () => {
    server = await serve((response) => response.write('{"auth":'));
    await expect(failure({ endpoint: server.url, timeout: 50 })).resolves.toBeInstanceOf(AuthorizationTimeout);
  });

  it('is not asked any longer by who unsubscribes', async () => {
    let asked = () => {};
    let ended = () => {};
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const isEnded = new Promise<void>((resolve) => (ended = resolve));
    server = await serve((response) => {
      response.on('close', ended);
      asked();
    });
    const subscription = channelAuthorizer({ endpoint: server.url }, { random })({ socketId, channelName }).subscribe();
    await isAsked;
    subscription.unsubscribe();
    await isEnded;
  });

  it('is not asked before somebody subscribes, and once for each who does', async () => {
    server = await serve((response) => answer(response, 200, granted));
    const authorization$ = channelAuthorizer({ endpoint: server.url }, { random })({ socketId, channelName });
    await firstValueFrom(timer(20));
    expect(server.requests).toHaveLength(0);
    await firstValueFrom(authorization$);
    await firstValueFrom(authorization$);
    expect(server.requests).toHaveLength(2);
  });

  it('that redirects is followed, with the form where the status keeps it', async () => {
    server = await serve((response, { url }) => {
      if (url === '/auth') response.writeHead(307, { location: '/elsewhere' }).end();
      else answer(response, 200, granted);
    });
    await expect(authorize({ endpoint: server.url })).resolves.toEqual(granted);
    expect(server.requests[1]).toMatchObject({ method: 'POST', url: '/elsewhere', body: server.requests[0]?.body });
  });

  it('that redirects to a page to log in on says so', async () => {
    server = await serve((response, { url }) => {
      if (url === '/auth') response.writeHead(302, { location: '/login' }).end();
      else response.end('<form>');
    });
    const error = await failure({ endpoint: server.url });
    expect(error).toBeInstanceOf(AuthorizationAnswerError);
    expect(error.message).toContain('not JSON, after a redirect');
    expect(server.requests[1]).toMatchObject({ method: 'GET', url: '/login' });
  });

  it('that cannot be reached is tried again, then the platform is quoted', async () => {
    const { url, close } = await serve(() => undefined);
    await close();
    const error = await failure({ endpoint: url, retry: { ...soon, attempts: 1 } });
    expect(error).toBeInstanceOf(AuthorizationNetworkError);
    expect(error).toMatchObject({ channel: channelName, cause: { cause: { code: 'ECONNREFUSED' } } });
    expect(error.status).toBeUndefined();
  });

  it('answers a batch in part, and each channel is told its own', async () => {
    server = await serve((response) =>
      answer(response, 200, {
        'private-a': { status: 200, data: granted },
        'private-b': { data: { auth: 'key:other' } },
        'private-c': { status: 403 },
        'private-d': { status: 200, data: {} },
        'private-e': { status: 404, data: granted },
      }),
    );
    const authorizer = channelAuthorizer({ endpoint: server.url, batch: true }, { random });
    const of6 = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => {
      const result$ = authorizer({ socketId, channelName: `private-${name}` });
      return firstValueFrom(result$).then(
        ({ auth }) => auth,
        (error: unknown) => {
          const { _tag, channel, status } = error as AuthorizationError;
          return [_tag, channel, status];
        },
      );
    });
    await expect(Promise.all(of6)).resolves.toEqual([
      'key:signature',
      'key:other',
      ['AuthorizationDenied', 'private-c', 403],
      ['AuthorizationAnswerError', 'private-d', 200],
      ['AuthorizationStatusError', 'private-e', 404],
      ['AuthorizationAnswerError', 'private-f', 200],
    ]);
    expect(server.requests).toHaveLength(1);
  });

  it('that answers 401 is asked again with the new token, fetched once for all who wait', async () => {
    let token = 'old';
    let refreshes = 0;
    server = await serve((response, { headers }) => {
      if (headers.authorization === 'Bearer new') answer(response, 200, granted);
      else response.writeHead(401).end();
    });
    const authorizer = channelAuthorizer(
      {
        endpoint: server.url,
        headersProvider: () => Promise.resolve({ Authorization: `Bearer ${token}` }),
        refresh: () =>
          timer(20).pipe(
            map(() => {
              refreshes += 1;
              token = 'new';
            }),
          ),
      },
      { random },
    );
    const three = ['a', 'b', 'c'].map((name) => authorizer({ socketId, channelName: `private-${name}` }));
    await expect(firstValueFrom(forkJoin(three))).resolves.toEqual([granted, granted, granted]);
    expect(refreshes).toBe(1);
    expect(server.requests).toHaveLength(6);
  });
});

describe('a session that has ended, over HTTP', () => {
  it.each<readonly [string, (response: ServerResponse) => void]>([
    ['419', (response) => response.writeHead(419, { 'content-type': 'text/html' }).end('<h1>Page Expired</h1>')],
    ['a redirect to the page to log in on', (response) => response.writeHead(302, { location: '/login' }).end()],
    ['that page itself', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<form>')],
    ['a redirect to nowhere', (response) => response.writeHead(302).end()],
    ['a redirect to what is not there', (response) => response.writeHead(302, { location: '/gone' }).end()],
    ['nothing at all', (response) => response.writeHead(200).end()],
    ['204', (response) => response.writeHead(204).end()],
    ['an error in JSON', (response) => answer(response, 200, { error: 'Unauthenticated.' })],
  ])('shows itself by %s: it is renewed once for all, and they are asked for again', async (_, expired) => {
    let session = 'old';
    let refreshes = 0;
    server = await serve((response, { url, headers }) => {
      if (url === '/login') response.end('<form>');
      else if (url === '/gone') response.writeHead(404).end();
      else if (headers['x-session'] === 'new') answer(response, 200, granted);
      else expired(response);
    });
    const authorizer = channelAuthorizer(
      {
        endpoint: server.url,
        headersProvider: () => ({ 'X-Session': session }),
        refresh: () => {
          refreshes += 1;
          session = 'new';
        },
      },
      { random },
    );
    const three = ['a', 'b', 'c'].map((name) => authorizer({ socketId, channelName: `private-${name}` }));
    await expect(firstValueFrom(forkJoin(three))).resolves.toEqual([granted, granted, granted]);
    expect(refreshes).toBe(1);
  });
});

describe('a server that asks for time by a date', () => {
  afterEach(() => jest.restoreAllMocks());

  it.each([
    ['is right', 0],
    ['is an hour slow', -3_600_000],
    ['is an hour fast', 3_600_000],
    ['knows no time', -Date.now()],
  ])('gets it, though the clock here %s', async (_, wrong) => {
    const { now } = Date;
    jest.spyOn(Date, 'now').mockImplementation(() => now() + wrong);
    const asked: number[] = [];
    server = await serve((response, __, count) => {
      asked.push(performance.now());
      if (count > 1) return answer(response, 200, granted);
      const [date, wish] = [0, 1_000].map((ms) => new Date(now() + ms).toUTCString());
      response.writeHead(503, { date: date!, 'retry-after': wish! }).end();
    });
    await expect(authorize({ endpoint: server.url, retry: { minDelay: 1 } })).resolves.toEqual(granted);
    expect(asked[1]! - asked[0]!).toBeGreaterThan(950);
  });
});

describe('what cannot be a request', () => {
  it.each([
    ['a relative endpoint, outside of browsers', { endpoint: '/pusher/auth?token=secret' }],
    ['an endpoint that is no URL', { endpoint: 'http://:80?token=secret' }],
    ['an endpoint with a password', { endpoint: 'http://me:secret@127.0.0.1:1/' }],
    ['a header that is none', { endpoint: 'http://127.0.0.1:1/', headers: { Authorization: 'secret\n' + 'x' } }],
    [
      'a header that is none, with another fetch',
      { headers: { Authorization: 'secret\n' + 'x' }, fetch: () => of() as never },
    ],
  ] satisfies [string, HttpAuthorization][])('fails at once and repeats no secret: %s', async (_, option) => {
    const error = await failure(option);
    expect(error).toBeInstanceOf(AuthorizationNetworkError);
    expect(error.cause).toMatchObject({ _tag: 'OptionError', option: 'endpoint' });
    const everything = [error.message, error.stack, (error.cause as Error).message, (error.cause as Error).cause];
    expect(everything.join()).not.toContain('secret');
  });
});
