import type { Decoder } from 'io-ts';
import { merge } from 'rxjs';
import type { Observable } from 'rxjs';
import { filter, ignoreElements, map, mergeMap, share } from 'rxjs';
import type { PusherError } from '../errors.js';
import { decodeData } from '../protocol/codec.js';
import { DecodeError } from '../protocol/errors.js';
import { WATCHLIST_EVENTS } from '../protocol/event.js';
import type { WireFrame } from '../protocol/frame.js';
import { WatchlistEvent as WireWatchlistEvent, WatchlistEvents } from '../protocol/payload.js';

/** Some of the users on the watchlist came (`online`) or went (`offline`). */
export interface WatchlistEvent {
  /** `online`, `offline`, or one that this version does not know. */
  readonly name: string;
  /** Whom it is about. */
  readonly userIds: readonly string[];
}

/** What `User.watchlist` is. */
type WatchlistStreams = Readonly<Record<'online$' | 'offline$', Observable<readonly string[]>>> & {
  readonly events$: Observable<WatchlistEvent>;
};

/** The watchlist that comes in frames without a channel; subscribing to `signedIn$` signs in. */
export const createWatchlist = (
  control$: Observable<WireFrame>,
  signedIn$: Observable<unknown>,
  report: (error: PusherError) => void,
): WatchlistStreams => {
  const decode = <A>(codec: Decoder<unknown, A>, data: unknown): readonly A[] => {
    const payload = decodeData(codec, data);
    if (payload._tag === 'Right') return [payload.right];
    report(new DecodeError(WATCHLIST_EVENTS, undefined, payload.left));
    return [];
  };
  // An event that does not decode is lost alone, without those that came with it.
  const received$ = control$.pipe(
    filter(({ event }) => event === WATCHLIST_EVENTS),
    mergeMap(({ data }) => decode(WatchlistEvents, data)),
    mergeMap(({ events }) => events),
    mergeMap((event) => decode(WireWatchlistEvent, event)),
    map(({ user_ids: userIds, ...event }): WatchlistEvent => ({ ...event, userIds })),
    share(),
  );
  // Listens before it signs in: who is online is told right after.
  const events$ = merge(received$, signedIn$.pipe(ignoreElements()));
  const idsOf = (name: string) =>
    events$.pipe(
      filter((event) => event.name === name),
      map(({ userIds }) => userIds),
    );
  return { events$, online$: idsOf('online'), offline$: idsOf('offline') };
};
