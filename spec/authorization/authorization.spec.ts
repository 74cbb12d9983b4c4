import { expectTypeOf } from 'expect-type';
import type { Observable, ObservableInput } from 'rxjs';
import { EMPTY, firstValueFrom, map, NEVER, of, throwError, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import {
  AuthorizationAnswerError,
  AuthorizationCallbackError,
  AuthorizationDenied,
  AuthorizationError,
  AuthorizationTimeout,
  channelAuthorizer,
  userAuthenticator,
} from '../../lib/authorization/index.js';
import { OptionError, PusherError } from '../../lib/errors.js';
import type { ChannelAuthorization, UserAuthentication } from '../../lib/protocol/payload.js';
import { told } from './fake-fetch.js';

const environment = { random: () => 0 };
const granted = { auth: 'key:signature' };
const request = { socketId: '1.2', channelName: 'private-a' };
type Helpers = Parameters<Parameters<TestScheduler['run']>[0]>[0];
const run = (test: (helpers: Helpers) => void) =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test);
const by = (authorizer: () => unknown) =>
  channelAuthorizer(authorizer as () => ObservableInput<ChannelAuthorization>, environment)(request);
const failure = (authorization$: Observable<unknown>) =>
  firstValueFrom(authorization$).then(
    () => {
      throw new Error('authorized');
    },
    (error: unknown) => error as AuthorizationError,
  );

describe("a function of the user's", () => {
  it.each([
    ['an Observable', () => of(granted)],
    ['a Promise', () => Promise.resolve(granted)],
    ['an iterable', () => [granted, { auth: 'other' }]],
    [
      'an asynchronous iterable',
      async function* () {
        yield await Promise.resolve(granted);
      },
    ],
    ['the authorization itself', () => granted],
  ])('may return %s', async (_, authorizer) => {
    await expect(firstValueFrom(by(authorizer))).resolves.toEqual(granted);
  });

  it.each([
    [{ auth: 'a', channel_data: null, shared_secret: null }],
    [{ auth: 'a', channel_data: '' }],
    [{ auth: 'a', shared_secret: [] }],
  ])('may give null for what there is none of, and what nobody uses as it likes: %j', async (answer) => {
    await expect(firstValueFrom(by(() => [answer]))).resolves.toStrictEqual({ auth: 'a' });
  });

  it.each([
    [{ auth: 'a', channel_data: {} }, 'channel_data is object, not string'],
    [{ auth: 'a', channel_data: 7 }, 'channel_data is number, not string'],
    [{ auth: null }, 'auth is object, not string'],
    [[{ auth: 'a' }], 'value is object, not { auth, channel_data, shared_secret }'],
    [null, 'value is object, not { auth, channel_data, shared_secret }'],
  ])('does not authorize by what it signs otherwise: %j', async (answer, reason) => {
    await expect(failure(by(() => [answer]))).resolves.toMatchObject({
      message: expect.stringContaining(reason) as string,
    });
  });

  it('is told what is wanted, and called once for each who subscribes, not before', () => {
    const authorizer = jest.fn(() => of(granted));
    const authorization$ = channelAuthorizer(authorizer, environment)(request);
    expect(authorizer).not.toHaveBeenCalled();
    authorization$.subscribe();
    authorization$.subscribe();
    expect(authorizer.mock.calls).toEqual([[request], [request]]);
  });

  it('is done with its first value', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-a-a', { a: granted });
      expectObservable(told(by(() => source))).toBe('-(a|)', { a: 'key:signature' });
      expectSubscriptions(source.subscriptions).toBe('^!');
    }));

  it('is left when nobody wants its answer any more', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-----a', { a: granted });
      expectObservable(told(by(() => source)), '^--!').toBe('---');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    }));

  it('has 15 seconds', () =>
    run(({ expectObservable }) => {
      expectObservable(told(by(() => NEVER))).toBe('15s (e|)', { e: 'AuthorizationTimeout private-a' });
    }));

  it('has as long as the option `authorizationTimeout` says, for channels and for the user', () =>
    run(({ expectObservable }) => {
      const patient = { ...environment, authorizationTimeout: 60_000 };
      const late = () => timer(59_999).pipe(map(() => ({ ...granted, user_data: '{}' })));
      expectObservable(told(channelAuthorizer(late, patient)(request))).toBe('59999ms (a|)', { a: granted.auth });
      expectObservable(told(userAuthenticator(late, patient)(request))).toBe('59999ms (a|)', { a: granted.auth });
      const never = { e: 'AuthorizationTimeout private-a', u: 'AuthorizationTimeout' };
      expectObservable(told(channelAuthorizer(() => NEVER, patient)(request))).toBe('60s (e|)', never);
      expectObservable(told(userAuthenticator(() => NEVER, patient)({ socketId: '1.2' }))).toBe('60s (u|)', never);
      const others = channelAuthorizer({ channels: { 'private-*': () => NEVER } }, patient);
      expectObservable(told(others(request))).toBe('60s (e|)', never);
    }));

  it.each([
    ['channelAuthorization', channelAuthorizer(() => NEVER, { ...environment, authorizationTimeout: 9 })],
    ['userAuthentication', userAuthenticator(() => NEVER, { ...environment, authorizationTimeout: 9 })],
    [
      'channelAuthorization.channels.private-*',
      channelAuthorizer({ channels: { 'private-*': () => NEVER } }, { ...environment, authorizationTimeout: 9 }),
    ],
  ] as readonly [string, (asked: typeof request) => Observable<unknown>][])(
    'that is late is named: %s',
    (name, authorize) =>
      run(({ flush }) => {
        const errors: unknown[] = [];
        authorize(request).subscribe({ error: (error: unknown) => errors.push(error) });
        flush();
        expect(errors).toEqual([expect.any(AuthorizationTimeout)]);
        expect(errors).toMatchObject([
          { channel: 'private-a', message: expect.stringContaining(`: ${name}: no answer`) as string },
        ]);
      }),
  );

  it('that is late is let go, and what it says then is not heard', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const late = cold('20ms a', { a: granted });
      const authorize = channelAuthorizer(() => late, { ...environment, authorizationTimeout: 9 });
      expectObservable(told(authorize(request))).toBe('9ms (e|)', { e: 'AuthorizationTimeout private-a' });
      expectSubscriptions(late.subscriptions).toBe('^ 8ms !');
    }));

  it('has its time to begin with: what it gives in time counts, though it goes on', () =>
    run(({ cold, expectObservable }) => {
      const authorize = channelAuthorizer(() => cold('8ms a 60s a', { a: granted }), {
        ...environment,
        authorizationTimeout: 9,
      });
      expectObservable(told(authorize(request))).toBe('8ms (a|)', { a: granted.auth });
    }));

  it('and an endpoint have the same time, one by one and in a batch, unless the endpoint has its own', () =>
    run(({ expectObservable }) => {
      const slow = { ...environment, authorizationTimeout: 60_000 };
      const late = { e: 'AuthorizationTimeout private-a' };
      const fetch = () => NEVER;
      expectObservable(told(channelAuthorizer({ fetch }, slow)(request))).toBe('60s (e|)', late);
      expectObservable(told(channelAuthorizer({ fetch, batch: true }, slow)(request))).toBe('60s (e|)', late);
      expectObservable(told(channelAuthorizer({ fetch, timeout: 5 }, slow)(request))).toBe('5ms (e|)', late);
      expectObservable(told(channelAuthorizer({ fetch, timeout: 5, batch: true }, slow)(request))).toBe(
        '5ms (e|)',
        late,
      );
      expectObservable(told(channelAuthorizer({ fetch }, environment)(request))).toBe('15s (e|)', late);
    }));

  it('is not asked again when it fails', () => {
    const authorizer = jest.fn(() => throwError(() => new Error('no')));
    by(authorizer).subscribe({ error: () => undefined });
    expect(authorizer).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['throws', () => assertFails()],
    ['errors', () => throwError(() => new Error('logged out'))],
    ['rejects', () => Promise.reject(new Error('logged out'))],
  ])('that %s is named, with its reason and the channel', async (_, authorizer) => {
    const error = await failure(by(authorizer));
    expect(error).toBeInstanceOf(AuthorizationCallbackError);
    expect(error.channel).toBe('private-a');
    expect(error.message).toBe('authorization of "private-a": channelAuthorization failed: logged out');
    expect(error.cause).toMatchObject({ _tag: 'CallbackError', callback: 'channelAuthorization' });
    expect((error.cause as Error).cause).toMatchObject({ message: 'logged out' });
  });

  it('that rejects with what is no Error is told all the same', async () => {
    const error = await failure(by(() => Promise.reject('logged out')));
    expect(error.message).toContain('logged out');
    expect((error.cause as Error).cause).toBe('logged out');
  });

  it('that hands on an error of this library has it handed on', async () => {
    const denied = new AuthorizationDenied('private-a', 'refused with 403', 403);
    await expect(failure(by(() => throwError(() => denied)))).resolves.toBe(denied);
  });

  it.each([
    ['nothing', () => EMPTY],
    ['undefined', () => undefined],
    ['null', () => of(null)],
    ['no signature', () => of({ channel_data: '{}' })],
    [
      'an object where the signed text belongs',
      () => of({ auth: 'key:signature', channel_data: { user_id: 'signature' } }),
    ],
  ])('that gives %s has given no authorization', async (_, authorizer) => {
    const error = await failure(by(authorizer));
    expect(error).toBeInstanceOf(AuthorizationAnswerError);
    expect(error).toMatchObject({ channel: 'private-a' });
    expect(error.message).not.toContain('signature');
  });

  it('authenticates the user as well', async () => {
    const authentication = { auth: 'key:signature', user_data: '{"id":"1"}' };
    const authenticator = jest.fn(() => of(authentication));
    await expect(firstValueFrom(userAuthenticator(authenticator, environment)({ socketId: '1.2' }))).resolves.toEqual(
      authentication,
    );
    expect(authenticator).toHaveBeenCalledWith({ socketId: '1.2' });
  });

  it('of the user is named in errors that have no channel', async () => {
    const error = await failure(userAuthenticator(() => assertFails(), environment)({ socketId: '1.2' }));
    expect(error).toMatchObject({
      message: 'authorization of the user: userAuthentication failed: logged out',
      channel: undefined,
    });
    const wrong = await failure(
      userAuthenticator(() => of(granted as UserAuthentication), environment)({ socketId: '1.2' }),
    );
    expect(wrong.message).toBe('authorization of the user: unusable answer: user_data is undefined, not string');
  });
});

const assertFails = (): never => {
  throw new Error('logged out');
};

describe('the errors', () => {
  it('are all of one family, each with a tag of its own', async () => {
    const errors = await import('../../lib/authorization/errors.js');
    const kinds = Object.values(errors).filter((kind) => kind !== AuthorizationError) as (typeof AuthorizationDenied)[];
    const made = kinds.map((Kind) => new Kind('private-a', 'reason', 418, 'cause'));
    for (const error of made) {
      expect(error).toBeInstanceOf(AuthorizationError);
      expect(error).toBeInstanceOf(PusherError);
      expect(error).toMatchObject({ channel: 'private-a', status: 418, cause: 'cause' });
      expect(error.name).toBe(error._tag);
      expect(error.message).toBe('authorization of "private-a": reason');
    }
    expect(new Set(made.map(({ _tag }) => _tag)).size).toBe(6);
  });
});

describe('authorizers by channel', () => {
  const named = (name: string) => () => of({ auth: name });
  const asked = (channelName: string) => {
    const authorize = channelAuthorizer(
      {
        fetch: (url) => [{ status: 200, headers: { get: () => null }, text: () => [JSON.stringify({ auth: url })] }],
        channels: {
          'private-*': named('prefix'),
          'private-admin-*': { endpoint: '/admin', fetch: (url) => Promise.resolve(new Response(`{"auth":"${url}"}`)) },
          'private-admin-root': named('name'),
          'presence-*': {
            channels: { 'presence-x': named('nested') },
            fetch: () => throwError(() => new Error('inner')),
          },
        },
      },
      environment,
    );
    return firstValueFrom(authorize({ socketId: '1.2', channelName })).then(({ auth }) => auth);
  };

  it.each([
    ['private-encrypted-a', 'prefix'],
    ['private-admin-a', '/admin'],
    ['private-admin-', '/admin'],
    ['private-admin-root', 'name'],
    ['private-admin', 'prefix'],
    ['presence-x', 'nested'],
    ['x', '/pusher/auth'],
  ])('go by the name, then by the longest prefix, then by the options around: %s', async (channelName, auth) => {
    await expect(asked(channelName)).resolves.toBe(auth);
  });

  it('inherit nothing from the options around', async () => {
    const headers: unknown[] = [];
    const fetch = (_: string, init: { headers: unknown }) => {
      headers.push(init.headers);
      return Promise.resolve(new Response('{"auth":"a"}'));
    };
    const authorize = channelAuthorizer(
      { fetch, headers: { Authorization: 'Bearer a' }, channels: { 'private-a': { fetch } } },
      environment,
    );
    await firstValueFrom(authorize(request));
    expect(headers).toEqual([{ 'Content-Type': 'application/x-www-form-urlencoded' }]);
  });
});

describe('options that cannot be used', () => {
  const optionOf = (option: unknown) => {
    try {
      channelAuthorizer(option as never, environment);
    } catch (error) {
      return error instanceof OptionError ? error.option : error;
    }
    return 'none';
  };

  it.each([
    [null, 'channelAuthorization'],
    ['/pusher/auth', 'channelAuthorization'],
    [{ endpoint: 7 }, 'channelAuthorization.endpoint'],
    [{ endpoint: '' }, 'channelAuthorization.endpoint'],
    [{ transport: 'xhr' }, 'channelAuthorization.transport'],
    [{ headers: 'a' }, 'channelAuthorization.headers'],
    [{ params: null }, 'channelAuthorization.params'],
    [{ headersProvider: {} }, 'channelAuthorization.headersProvider'],
    [{ paramsProvider: 'a' }, 'channelAuthorization.paramsProvider'],
    [{ refresh: true }, 'channelAuthorization.refresh'],
    [{ fetch: {} }, 'channelAuthorization.fetch'],
    [{ timeout: 0 }, 'channelAuthorization.timeout'],
    [{ timeout: NaN }, 'channelAuthorization.timeout'],
    [{ timeout: '1s' }, 'channelAuthorization.timeout'],
    [{ concurrency: 0 }, 'channelAuthorization.concurrency'],
    [{ retry: 3 }, 'channelAuthorization.retry'],
    [{ retry: { attempts: -1 } }, 'channelAuthorization.retry.attempts'],
    [{ retry: { attempts: 1.5 } }, 'channelAuthorization.retry.attempts'],
    [{ retry: { attempts: Infinity } }, 'channelAuthorization.retry.attempts'],
    [{ retry: { minDelay: NaN } }, 'channelAuthorization.retry.minDelay'],
    [{ retry: { maxDelay: -1 } }, 'channelAuthorization.retry.maxDelay'],
    [{ batch: { max: 0 } }, 'channelAuthorization.batch.max'],
    [{ batch: { delay: -1 } }, 'channelAuthorization.batch.delay'],
    [{ batch: 'yes' }, 'channelAuthorization.batch'],
    [{ channels: 'private-a' }, 'channelAuthorization.channels'],
    [{ channels: { 'private-*': { timeout: 0 } } }, 'channelAuthorization.channels.private-*.timeout'],
    [{ channels: { 'private-*-b': {} } }, 'channelAuthorization.channels'],
    [{ customHandler: () => undefined }, 'channelAuthorization.customHandler'],
    [{ endpoit: '/auth' }, 'channelAuthorization.endpoit'],
  ])('are refused at once, by name: %j', (option, name) => {
    expect(optionOf(option)).toBe(name);
  });

  it.each([
    [undefined],
    [{}],
    [{ endpoint: '/auth', transport: 'ajax', headers: {}, params: {}, headersProvider: () => ({}), batch: false }],
    [{ endpoint: undefined, timeout: undefined, retry: undefined, customHandler: undefined }],
    [{ retry: { attempts: 0, minDelay: 0, maxDelay: 0 }, batch: { max: 1, delay: 0 }, concurrency: Infinity }],
    [{ transport: 'jsonp', credentials: 'include', refresh: () => undefined, fetch: () => NEVER, channels: {} }],
  ])('are not those: %j', (option) => {
    expect(optionOf(option)).toBe('none');
  });

  it('are told of the user by their own name', () => {
    expect(() => userAuthenticator({ timeout: 0 }, environment)).toThrow('option userAuthentication.timeout');
  });
});

describe('an authorizer', () => {
  it('reads no global before somebody subscribes', () => {
    const names = ['fetch', 'AbortController', 'Request', 'location', 'document', 'Headers', 'URL'];
    const read: string[] = [];
    const before = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
    for (const name of names) {
      Object.defineProperty(globalThis, name, {
        configurable: true,
        get: () => {
          read.push(name);
          return undefined;
        },
      });
    }
    let authorization$: Observable<unknown>;
    try {
      const authorize = channelAuthorizer({ endpoint: '/auth', batch: true, headers: { a: 'b' } }, environment);
      authorization$ = authorize(request);
    } finally {
      for (const [name, descriptor] of before) {
        if (descriptor) Object.defineProperty(globalThis, name, descriptor);
        else Reflect.deleteProperty(globalThis, name);
      }
    }
    expect(read).toEqual([]);
    expect(authorization$).toBeDefined();
  });

  it('has the types of its answers', () => {
    const authorize = channelAuthorizer(undefined, environment);
    expectTypeOf(authorize).returns.toEqualTypeOf<Observable<ChannelAuthorization>>();
    expectTypeOf(userAuthenticator(undefined, environment)).returns.toEqualTypeOf<Observable<UserAuthentication>>();
    expect(authorize).toEqual(expect.any(Function));
  });
});
