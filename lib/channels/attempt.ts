import type { Observable, Subscription } from 'rxjs';
import type { Session } from '../connection/session.js';
import { SubscriptionTimeout } from '../errors.js';
import { SUBSCRIBE } from '../protocol/event.js';
import type { ChannelAuthorization } from '../protocol/payload.js';
import type { Deadline } from '../rx/deadlines.js';
import type { SubscriptionState } from './types.js';

/** What one attempt to subscribe needs. */
export interface Attempt {
  readonly session: Session;
  readonly name: string;
  /** The signature for a channel on a session; undefined for a channel that needs none. */
  readonly authorize: Observable<ChannelAuthorization> | undefined;
  /** The time the server has to answer, `timeout` ms. */
  readonly deadline: Deadline;
  readonly timeout: number;
  readonly become: (state: SubscriptionState) => void;
  readonly fail: (error: unknown) => void;
}

const AUTHORIZING: SubscriptionState = { status: 'authorizing' };
const SUBSCRIBING: SubscriptionState = { status: 'subscribing' };

/**
 * One attempt to subscribe to a channel on one session, for as long as `life` is not over: tells the states on the way,
 * and fails if the authorization does or the server stays silent. The server's answer ends it from outside.
 *
 * What is signed for a session is written to that session only: both are in one closure, and both go together.
 */
export const attempt = (life: Subscription, request: Attempt): void => {
  const { session, name, authorize, become } = request;

  // Whoever is told, or asked to authorize, may end it.
  const ask = (authorization?: ChannelAuthorization) => {
    if (!life.closed) become(SUBSCRIBING);
    if (life.closed) return;
    const { auth, channel_data } = authorization ?? {};
    session.send({
      event: SUBSCRIBE,
      data: {
        ...(auth === undefined || auth === '' ? {} : { auth }),
        ...(channel_data === undefined ? {} : { channel_data }),
        channel: name,
      },
    });
    life.add(request.deadline(() => request.fail(new SubscriptionTimeout(name, request.timeout))));
  };

  if (authorize === undefined) return ask();
  become(AUTHORIZING);
  if (life.closed) return;
  const failed = (error: unknown) => {
    if (!life.closed) request.fail(error);
  };
  life.add(authorize.subscribe({ next: ask, error: failed }));
};
