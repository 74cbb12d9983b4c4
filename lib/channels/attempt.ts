import { concat, defer, of, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { map, mergeMap } from 'rxjs';
import type { Session } from '../connection/session.js';
import { SubscriptionTimeout } from '../errors.js';
import { SUBSCRIBE } from '../protocol/event.js';
import type { ChannelAuthorization } from '../protocol/payload.js';
import type { SubscriptionState } from './types.js';

/** What one attempt to subscribe needs. */
export interface Attempt {
  readonly session: Session;
  readonly name: string;
  /** The signature for a channel on a session; undefined for a channel that needs none. */
  readonly authorize: Observable<ChannelAuthorization> | undefined;
  /** ms the server has to answer. */
  readonly timeout: number;
}

const subscribing = ({ session, name, timeout }: Attempt, authorization?: ChannelAuthorization) =>
  concat(
    of<SubscriptionState>({ status: 'subscribing' }),
    defer(() => {
      const { auth, channel_data } = authorization ?? {};
      session.send({
        event: SUBSCRIBE,
        data: {
          ...(auth === undefined || auth === '' ? {} : { auth }),
          ...(channel_data === undefined ? {} : { channel_data }),
          channel: name,
        },
      });
      return timer(timeout);
    }).pipe(
      map(() => {
        throw new SubscriptionTimeout(name, timeout);
      }),
    ),
  );

/**
 * One attempt to subscribe to a channel on one session. Emits the states on the way and errors if the authorization
 * fails or the server stays silent; the server's answer ends it from outside. What is signed for a session is written to
 * that session only: both are in the same closure, and both go together.
 */
export const attempt = (request: Attempt): Observable<SubscriptionState> =>
  request.authorize === undefined
    ? subscribing(request)
    : concat(
        of<SubscriptionState>({ status: 'authorizing' }),
        request.authorize.pipe(mergeMap((authorization) => subscribing(request, authorization))),
      );
