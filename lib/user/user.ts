import { merge, Observable, of, ReplaySubject, throwError, timer } from 'rxjs';
import type { Subscription } from 'rxjs';
import { distinctUntilChanged, filter, map, mergeMap, share, switchMap, take } from 'rxjs';
import { checkEventName } from '../channels/names.js';
import type { ChannelContext } from '../channels/streams.js';
import { data$ as channelData$, events$ as channelEvents$ } from '../channels/streams.js';
import type { Decoder } from '../channels/decoder.js';
import { decoded } from '../channels/decoder.js';
import type { ChannelEvent } from '../channels/types.js';
import type { ConnectionSnapshot } from '../connection/state.js';
import { SERVER_TO_USER } from '../protocol/channel-name.js';
import type { WireFrame } from '../protocol/frame.js';
import type { Signin, UserData } from './signin.js';
import type { WatchlistEvent } from './watchlist.js';
import { createWatchlist } from './watchlist.js';

/**
 * The signed-in user. Subscribing, to it or to any stream of it, signs the connection in, once a session, and again after
 * a reconnect; it emits what the server sends to the user. When the last subscriber has left, the user's channel is left;
 * the sign-in itself lasts as long as the session, for the protocol has no sign-out.
 *
 * The streams don't complete. They error when the authentication or the sign-in fails, or the connection does.
 */
export interface User extends Observable<ChannelEvent> {
  /** Active, replays: who the connection is signed in as. */
  readonly data$: Observable<UserData>;
  /** Emits the user once signed in, and completes. */
  signin(): Observable<UserData>;
  /** Active. The data of the events of that name sent to the user. */
  on<T = unknown>(event: string, decoder?: Decoder<T>): Observable<T>;
  /** Who of those on the watchlist is online. Its streams sign in. */
  readonly watchlist: {
    /** Active. Every watchlist event; the first tells who is online already. */
    readonly events$: Observable<WatchlistEvent>;
    /** Active. The ids of those who came online. */
    readonly online$: Observable<readonly string[]>;
    /** Active. The ids of those who went offline. */
    readonly offline$: Observable<readonly string[]>;
  };
}

/** What the user is made of. */
export interface UserOptions {
  readonly context: ChannelContext;
  readonly signin: Signin;
  readonly connection$: Observable<ConnectionSnapshot>;
  readonly control$: Observable<WireFrame>;
  readonly hold: () => Subscription;
  readonly linger: number;
}

export const createUser = ({ context, signin, connection$, control$, hold, linger }: UserOptions): User => {
  const signedIn$ = connection$.pipe(
    // A failure from before is not for this subscriber, whose subscribing tries again.
    filter(({ state }, index) => index > 0 || state.status !== 'failed'),
    mergeMap(({ state, session }) => (state.status === 'failed' ? throwError(() => state.cause) : of(session))),
    distinctUntilChanged(),
    // Between two sessions nobody is signed in: there is nothing to replay.
    switchMap((session) => (session === undefined ? of(undefined) : signin.on(session))),
  );
  // Listens before it holds: the connection may fail on the spot.
  const holding$ = new Observable<never>((subscriber) => subscriber.add(hold()));
  const data$ = merge(signedIn$, holding$).pipe(
    share({ connector: () => new ReplaySubject(1), resetOnRefCountZero: () => timer(linger) }),
    filter((user) => user !== undefined),
  );

  const onChannel = <T>(stream: (channel: string) => Observable<T>): Observable<T> =>
    data$.pipe(
      map(({ id }) => SERVER_TO_USER + id),
      distinctUntilChanged(),
      switchMap(stream),
    );

  return Object.assign(
    new Observable<ChannelEvent>((subscriber) =>
      onChannel((channel) => channelEvents$(context, channel)).subscribe(subscriber),
    ),
    {
      data$,
      signin: () => data$.pipe(take(1)),
      on: <T>(event: string, decoder?: Decoder<T>) => {
        checkEventName(event);
        return onChannel((channel) => {
          const eventData$ = channelData$(context, channel, event);
          return decoder === undefined ? eventData$ : eventData$.pipe(decoded(decoder, event, channel, context.report));
        }) as Observable<T>;
      },
      watchlist: createWatchlist(control$, data$, context.report),
    },
  );
};
