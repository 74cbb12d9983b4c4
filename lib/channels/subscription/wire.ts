import { Subscription, tap } from 'rxjs';
import type { Session } from '../../connection/session.js';
import { asPusherError } from '../../errors.js';
import { SUBSCRIBE, UNSUBSCRIBE } from '../../protocol/event.js';
import { now } from '../../rx/clock.js';
import { createDeadlines } from '../../rx/deadlines.js';
import type { Mailbox } from '../../rx/mailbox.js';
import { SubscriptionTimeout } from '../errors.js';
import type { Authorize } from './authorize.js';
import type { ChannelSubscription, Effect, Effects, Input } from './state.js';

/** What it takes to ask the server. Times in ms. */
export interface WireOptions {
  readonly subscriptionTimeout: number;
  readonly mailbox: Mailbox;
  readonly authorize: Authorize;
  readonly session: () => Session | undefined;
}

/** The outputs that go to the server, or to whoever authorizes; their answers are inputs. */
export const createWire = (
  { subscriptionTimeout, mailbox, authorize, session }: WireOptions,
  take: Effect,
): Effects<'authorize' | 'subscribe' | 'stop'> => {
  const answers = createDeadlines<ChannelSubscription>(subscriptionTimeout, (subscription) => {
    const cause = new SubscriptionTimeout(subscription.name, subscriptionTimeout);
    mailbox.post(() => take(subscription, { type: 'timedOut', cause }));
  });

  const authorizing = (subscription: ChannelSubscription, attempt: Subscription, current: Session) => {
    // An attempt that was stopped is over: what is signed for one session must not be sent on another.
    const answer = (input: Input) =>
      mailbox.postFirst(() => {
        if (!attempt.closed) take(subscription, input);
      });
    const authorized$ = authorize(subscription, current).pipe(
      tap((authorization) => subscription.kinds.forEach((kind) => kind.authorized?.(authorization))),
    );
    return authorized$.subscribe({
      next: (authorization) => answer({ type: 'authorized', authorization }),
      error: (error: unknown) => answer({ type: 'refused', cause: asPusherError(error, 'channelAuthorization') }),
    });
  };

  return {
    authorize: (subscription) => {
      const attempt = (subscription.authorizing = new Subscription());
      // It calls a function of the user's, so it waits until everybody has been told; what they did may have stopped it.
      mailbox.post(() => {
        const current = session();
        if (!attempt.closed && current !== undefined) attempt.add(authorizing(subscription, attempt, current));
      });
    },
    subscribe: (subscription, input) => {
      const { auth = '', channel_data } = input.type === 'authorized' ? input.authorization : {};
      answers.begin(subscription);
      // What is undefined is left out of the frame.
      const data = { auth: auth === '' ? undefined : auth, channel_data, channel: subscription.name };
      session()?.send({ event: SUBSCRIBE, data });
    },
    stop: (subscription) => {
      subscription.authorizing?.unsubscribe();
      subscription.authorizing = undefined;
      answers.end(subscription);
    },
  };
};

/** Leaves channels on the server, wanted here or not. */
export interface Leaving {
  unsubscribe(name: string): void;
  /** When (ms, `now()`) the last one was left. */
  leftAt(): number;
}

export const createLeaving = (session: WireOptions['session']): Leaving => {
  let leftAt = -Infinity;
  return {
    unsubscribe: (name) => {
      leftAt = now();
      session()?.send({ event: UNSUBSCRIBE, data: { channel: name } });
    },
    leftAt: () => leftAt,
  };
};
