import { expectTypeOf } from 'expect-type';
import { EMPTY, of } from 'rxjs';
import type { Observable, Subscription } from 'rxjs';
import { encryption } from '../../lib/encryption/index.js';
import type {
  ChannelAuthorizer,
  ChannelEvent,
  ConnectionState,
  ConnectionTimeout,
  Encryption,
  Frame,
  HttpAuthorization,
  Pusher,
  PusherError,
  PusherOptions,
  ServerError,
  SocketClosed,
  SubscriptionState,
  User,
  UserData,
  WatchlistEvent,
} from '../../lib/index.js';

// Judged by the compiler (npm run typecheck).

describe('a state', () => {
  it('has what belongs to its status, and nothing else', () => {
    type FieldsOf<K> = Exclude<keyof Extract<ConnectionState, { status: K }>, 'status'>;
    expectTypeOf<FieldsOf<'idle'>>().toBeNever();
    expectTypeOf<FieldsOf<'connecting'>>().toEqualTypeOf<'attempt'>();
    expectTypeOf<FieldsOf<'connected'>>().toEqualTypeOf<'socketId' | 'activityTimeout' | 'transport'>();
    expectTypeOf<FieldsOf<'waiting'>>().toEqualTypeOf<'attempt' | 'delay' | 'cause'>();
    expectTypeOf<FieldsOf<'disconnecting'>>().toBeNever();
    expectTypeOf<FieldsOf<'disconnected'>>().toBeNever();
    expectTypeOf<FieldsOf<'failed'>>().toEqualTypeOf<'cause'>();
    expectTypeOf<Extract<SubscriptionState, { status: 'failed' }>['cause']>().toEqualTypeOf<PusherError>();
    expectTypeOf<SubscriptionState['status']>().toEqualTypeOf<
      'unsubscribed' | 'authorizing' | 'subscribing' | 'subscribed' | 'failed'
    >();
  });
});

describe('an error', () => {
  it('is told from others by its tag', () => {
    const step = (error: ConnectionTimeout | SocketClosed | ServerError) => {
      if (error._tag === 'ConnectionTimeout') expectTypeOf(error.step).toEqualTypeOf<'open' | 'handshake' | 'pong'>();
      else if (error._tag === 'SocketClosed') expectTypeOf(error.code).toEqualTypeOf<number>();
      else expectTypeOf(error.code).toEqualTypeOf<number | null>();
    };
    expectTypeOf(step).toBeFunction();
    expectTypeOf<PusherError>().toExtend<Error>();
  });
});

describe('a client', () => {
  it('has streams', () => {
    expectTypeOf<Pusher['state$']>().toEqualTypeOf<Observable<ConnectionState>>();
    expectTypeOf<Pusher['socketId$']>().toEqualTypeOf<Observable<string | undefined>>();
    expectTypeOf<Pusher['unavailable$']>().toEqualTypeOf<Observable<boolean>>();
    expectTypeOf<Pusher['channels$']>().toEqualTypeOf<Observable<ReadonlyMap<string, SubscriptionState>>>();
    expectTypeOf<Pusher['frames$']>().toEqualTypeOf<Observable<Frame>>();
    expectTypeOf<Pusher['events$']>().toEqualTypeOf<Observable<ChannelEvent>>();
    expectTypeOf<Pusher['errors$']>().toEqualTypeOf<Observable<PusherError>>();
    expectTypeOf<Pusher['connect']>().returns.toEqualTypeOf<Subscription>();
    expectTypeOf<Pusher['disconnect']>().returns.toEqualTypeOf<Observable<void>>();
    expectTypeOf<Pusher['ping']>().returns.toEqualTypeOf<Observable<number>>();
  });

  it('has a user', () => {
    expectTypeOf<Pusher['user']>().toEqualTypeOf<User>();
    expectTypeOf<User>().toExtend<Observable<ChannelEvent>>();
    expectTypeOf<User['data$']>().toEqualTypeOf<Observable<UserData>>();
    expectTypeOf<User['signin']>().returns.toEqualTypeOf<Observable<UserData>>();
    expectTypeOf<User['watchlist']['events$']>().toEqualTypeOf<Observable<WatchlistEvent>>();
    expectTypeOf<User['watchlist']['online$']>().toEqualTypeOf<Observable<readonly string[]>>();
  });
});

describe('options', () => {
  const take = (options: PusherOptions) => options;

  it('take what pusher-js names the same', () => {
    take({ cluster: 'eu', wsHost: 'localhost', wsPort: 6001, wssPort: 443, wsPath: '/app', forceTLS: false });
    take({ enabledTransports: ['ws', 'wss'], disabledTransports: [], activityTimeout: 1, pongTimeout: 1 });
    // @ts-expect-error -- there is no such option
    take({ cluster: 'eu', clusters: 'us' });
    // @ts-expect-error -- a port is a number
    take({ wsPort: '6001' });
  });

  it('take an authorizer that answers by anything rxjs takes', () => {
    const answer = { auth: 'key:signature' };
    const authorizers: ChannelAuthorizer[] = [() => of(answer), () => Promise.resolve(answer), () => [answer]];
    authorizers.forEach((channelAuthorization) => take({ channelAuthorization }));
    expectTypeOf<Parameters<ChannelAuthorizer>[0]>().toEqualTypeOf<{ socketId: string; channelName: string }>();
    expectTypeOf<HttpAuthorization>().toExtend<NonNullable<PusherOptions['channelAuthorization']>>();
    // @ts-expect-error -- this is no authorization
    take({ channelAuthorization: () => of({ token: 'x' }) });
    // @ts-expect-error -- a user is authenticated by `user_data` too
    take({ userAuthentication: () => of(answer) });
  });

  it('take delays or a function of the failure', () => {
    take({ reconnect: { minDelay: 1, maxDelay: 2, maxAttempts: 3, minUptime: 4 } });
    take({ reconnect: (attempt, cause) => (attempt > 3 && cause._tag === 'ServerError' ? EMPTY : of(attempt)) });
    expectTypeOf(encryption).toEqualTypeOf<Encryption>();
    take({ encryption });
  });
});
