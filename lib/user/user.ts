import { isLeft } from 'fp-ts/Either';
import type { Decoder as Codec } from 'io-ts';
import { merge, Observable, of, ReplaySubject, throwError, timer } from 'rxjs';
import type { Subscription } from 'rxjs';
import { distinctUntilChanged, filter, ignoreElements, map, mergeMap, share, switchMap, take } from 'rxjs';
import { checkEventName, data$ as channelData$, events$ as channelEvents$ } from '../channels/channel.js';
import type { ChannelContext } from '../channels/channel.js';
import type { Decoder } from '../channels/decoder.js';
import { decoded } from '../channels/decoder.js';
import type { ChannelEvent } from '../channels/types.js';
import type { Link } from '../connection/state.js';
import { DecodeError } from '../protocol/errors.js';
import { SERVER_TO_USER } from '../protocol/channel-name.js';
import { decodeData } from '../protocol/codec.js';
import { WATCHLIST_EVENTS } from '../protocol/event.js';
import type { WireFrame } from '../protocol/frame.js';
import { WatchlistEvent as WireWatchlistEvent, WatchlistEvents } from '../protocol/payload.js';
import type { Signin, UserData } from './signin.js';

/** Some of the users on the watchlist came (`online`) or went (`offline`). */
export interface WatchlistEvent {
  /** `online`, `offline`, or one that this version does not know. */
  readonly name: string;
  /** Whom it is about. */
  readonly userIds: readonly string[];
}

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
  readonly links$: Observable<Link>;
  readonly control$: Observable<WireFrame>;
  readonly hold: () => Subscription;
  readonly linger: number;
}

export const createUser = ({ context, signin, links$, control$, hold, linger }: UserOptions): User => {
  const signedIn$ = links$.pipe(
    // A failure from before is not this subscriber's: wanting it anew is what tries again.
    filter(({ state }, index) => index > 0 || state.status !== 'failed'),
    mergeMap(({ state, session }) => (state.status === 'failed' ? throwError(() => state.cause) : of(session))),
    distinctUntilChanged(),
    // Nobody is signed in until the next session is: nothing to replay meanwhile.
    switchMap((session) => (session === undefined ? of(undefined) : signin.on(session))),
  );
  // It listens before it holds: what is wanted may fail on the spot.
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

  const decode = <A>(codec: Codec<unknown, A>, data: unknown): readonly A[] => {
    const payload = decodeData(codec, data);
    if (!isLeft(payload)) return [payload.right];
    context.report(new DecodeError(WATCHLIST_EVENTS, undefined, payload.left));
    return [];
  };
  // One that is odd costs itself, not those that came with it.
  const watchlist$ = control$.pipe(
    filter(({ event }) => event === WATCHLIST_EVENTS),
    mergeMap(({ data }) => decode(WatchlistEvents, data)),
    mergeMap(({ events }) => events),
    mergeMap((event) => decode(WireWatchlistEvent, event)),
    map(({ user_ids: userIds, ...event }): WatchlistEvent => ({ ...event, userIds })),
    share(),
  );
  // It listens before it signs in: who is online comes right after.
  const watched$ = merge(watchlist$, data$.pipe(ignoreElements()));
  const idsOf = (name: string) =>
    watched$.pipe(
      filter((event) => event.name === name),
      map(({ userIds }) => userIds),
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
          const heard$ = channelData$(context, channel, event);
          return decoder === undefined ? heard$ : heard$.pipe(decoded(decoder, event, channel, context.report));
        }) as Observable<T>;
      },
      watchlist: { events$: watched$, online$: idsOf('online'), offline$: idsOf('offline') },
    },
  );
};
