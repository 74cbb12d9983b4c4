import { isLeft } from 'fp-ts/Either';
import { merge, NEVER, Observable, of, ReplaySubject, Subject, throwError } from 'rxjs';
import { filter, finalize, map, mergeMap, share, take, takeUntil, tap, timeout } from 'rxjs';
import type { Member } from '../channels/types.js';
import type { Session } from '../connection/session.js';
import type { PusherError } from '../errors.js';
import type { ServerError } from '../connection/errors.js';
import { asPusherError } from '../errors.js';
import { DecodeError } from '../protocol/errors.js';
import { SigninRejected, SigninTimeout } from './errors.js';
import { decodeData } from '../protocol/codec.js';
import { SIGNIN, SIGNIN_SUCCESS } from '../protocol/event.js';
import type { WireFrame } from '../protocol/frame.js';
import type { UserAuthentication } from '../protocol/payload.js';
import { SigninSuccess } from '../protocol/payload.js';

/** The user a connection is signed in as. */
export interface UserData {
  /** Unique in the app; a string, also where the server sends a number. */
  readonly id: string;
  /** What the authentication says of the user. */
  readonly user_info?: unknown;
  /** Ids of users whose coming and going this one hears of. */
  readonly watchlist?: readonly string[];
}

/** What signing in needs. */
export interface SigninOptions {
  readonly authenticate: (request: { socketId: string }) => Observable<UserAuthentication>;
  /** Frames without a channel. */
  readonly control$: Observable<WireFrame>;
  /** Emits when a session is over. */
  readonly ended: (session: Session) => Observable<unknown>;
  /** ms the server has to answer. */
  readonly timeout: number;
  /** Gets a failure that no subscriber is left to get. */
  readonly report: (error: PusherError) => void;
}

/** Signs sessions in, each at most once. */
export interface Signin {
  /** The user of a session: asks the server the first time, and again only if that failed. */
  on(session: Session): Observable<UserData>;
  /** The user of the present session as a member, if it is signed in. */
  member(): Member | undefined;
  /** Refuses the sign-in under way; undefined where there is none. */
  pending(): ((error: ServerError) => void) | undefined;
}

export const createSignin = ({ authenticate, control$, ended, timeout: most, report }: SigninOptions): Signin => {
  const users = new WeakMap<Session, Observable<UserData>>();
  const refusals = new Subject<ServerError>();
  let user: UserData | undefined;

  const userIn = (frame: WireFrame): Observable<UserData> => {
    const payload = decodeData(SigninSuccess, frame.data);
    return isLeft(payload)
      ? throwError(() => new DecodeError(frame.event, undefined, payload.left))
      : of(payload.right.user_data);
  };

  /** Asks the server, and waits for its answer. */
  const request = (session: Session, { auth, user_data }: UserAuthentication): Observable<UserData> =>
    merge(
      control$.pipe(
        filter(({ event }) => event === SIGNIN_SUCCESS),
        mergeMap(userIn),
      ),
      refusals.pipe(
        map((error) => {
          throw new SigninRejected(error.reason, error);
        }),
      ),
      new Observable<never>(() => {
        session.send({ event: SIGNIN, data: { auth, user_data } });
      }),
    ).pipe(take(1), timeout({ first: most, with: () => throwError(() => new SigninTimeout(most)) }));

  return {
    on: (session) => {
      const known = users.get(session);
      if (known !== undefined) return known;
      const answer$ = authenticate({ socketId: session.socketId }).pipe(
        mergeMap((authentication) => request(session, authentication)),
        map((data) => (user = data)),
      );
      let outcome = new ReplaySubject<UserData>(1);
      const user$ = merge(answer$, NEVER).pipe(
        tap({ error: (error: unknown) => outcome.observed || report(asPusherError(error, 'userAuthentication')) }),
        takeUntil(ended(session)),
        finalize(() => {
          user = undefined;
        }),
        // A success is kept for the whole session. After a failure the next subscriber tries again.
        share({
          connector: () => (outcome = new ReplaySubject(1)),
          resetOnComplete: false,
          resetOnRefCountZero: false,
        }),
      );
      users.set(session, user$);
      return user$;
    },
    member: () => user && { id: user.id, info: user.user_info },
    pending: () => (refusals.observed ? (error) => refusals.next(error) : undefined),
  };
};
