import { noop, Subscription, tap } from 'rxjs';
import type { Session } from '../../connection/session.js';
import type { PusherError } from '../../errors.js';
import { asPusherError } from '../../errors.js';
import { SubscriptionTimeout } from '../errors.js';
import { parseData } from '../../protocol/codec.js';
import { SUBSCRIBE } from '../../protocol/event.js';
import type { WireFrame } from '../../protocol/frame.js';
import { epoch } from '../../rx/clock.js';
import { createDeadlines } from '../../rx/deadlines.js';
import type { Mailbox } from '../../rx/mailbox.js';
import type { Lifecycles } from '../lifecycle.js';
import type { ChannelLifecycle, Members, SubscriptionState } from '../types.js';
import type { Authorize } from './authorize.js';
import { needsAuthorization } from './authorize.js';
import type { ChannelSubscription, Input, Output } from './state.js';
import { SUBSCRIBED, UNSUBSCRIBED } from './state.js';
import { step } from './step.js';

type Effect = (subscription: ChannelSubscription, input: Input) => void;

/** What the outputs of the machine work on. Times in ms. */
export interface InterpreterOptions extends Readonly<Record<'hold' | 'begin' | 'remove' | 'unsubscribe', Effect>> {
  readonly linger: number;
  readonly subscriptionTimeout: number;
  readonly mailbox: Mailbox;
  readonly lifecycles: Lifecycles;
  readonly authorize: Authorize;
  readonly report: (error: PusherError) => void;
  readonly session: () => Session | undefined;
  readonly letGo: () => void;
}

export interface Interpreter {
  /** Takes the step an input leads to and does what it asks for; what has to be told waits for `tell`. */
  apply: Effect;
  /** Tells what has been done since the last time: states first, then failures; then asks whom it has to ask. */
  tell(): void;
  /** Both, for one input. */
  take: Effect;
}

/** What an input has made of a channel, for those who watch it. */
const eventOf = ({ demand, state }: ChannelSubscription, input: Input): ChannelLifecycle => {
  if (state.status === 'failed') return { type: 'failed', cause: state.cause };
  if (demand === 'absent') return { type: 'left' };
  if (state.status === 'authorizing' || state.status === 'subscribing') return { type: state.status };
  return input.type === 'sessionLost' ? { type: 'unsubscribed', cause: input.cause } : { type: 'wanted' };
};

const stateOf = (status: SubscriptionState['status'], input: Input): SubscriptionState => {
  // The router knows these two by identity.
  if (status === 'subscribed') return SUBSCRIBED;
  if (status === 'unsubscribed') return UNSUBSCRIBED;
  return { status, ...('cause' in input ? { cause: input.cause } : {}) } as SubscriptionState;
};

export const createInterpreter = (options: InterpreterOptions): Interpreter => {
  const { linger, subscriptionTimeout, mailbox, lifecycles, report, session } = options;
  let telling: (() => void)[] = [];
  let failing: (() => void)[] = [];
  let lettingGo = false;

  const take: Effect = (subscription, input) => {
    apply(subscription, input);
    tell();
  };
  const waitOf = (length: number, over: (subscription: ChannelSubscription) => Input) =>
    createDeadlines<ChannelSubscription>(length, (subscription) =>
      mailbox.post(() => take(subscription, over(subscription))),
    );
  const answers = waitOf(subscriptionTimeout, ({ name }) => ({
    type: 'timedOut',
    cause: new SubscriptionTimeout(name, subscriptionTimeout),
  }));
  const lingers = waitOf(linger, () => ({ type: 'lingerOver' }));

  /** The event is of this moment, and not even made where nobody watches. */
  const tellOf = ({ name }: ChannelSubscription, eventNow: () => ChannelLifecycle) => {
    if (!lifecycles.isWatched(name)) return;
    const event = eventNow();
    telling.push(() => lifecycles.tell(name, event));
  };

  /** In this order: the state, what the kind of the channel has to say, the gap that has ended. */
  const tellAccepted = (subscription: ChannelSubscription, frame: WireFrame) => {
    const { kinds, outage } = subscription;
    const anew = outage !== undefined;
    subscription.outage = undefined;
    const accepted = kinds.map((kind) => kind.accepted?.(frame));
    const members: Members | undefined = accepted.find((one) => one?.members !== undefined)?.members;
    tellOf(subscription, () => ({
      ...({ type: 'subscribed', data: parseData(frame.data), anew } as const),
      ...(members && { members }),
    }));
    for (const one of accepted) telling.push(one?.tell ?? noop);
    if (outage !== undefined) tellOf(subscription, () => ({ type: 'resumed', outage: { ...outage, to: epoch() } }));
  };

  const authorizing = (subscription: ChannelSubscription, attempt: Subscription, current: Session) => {
    // One that was stopped meanwhile is nobody's any more: what is signed for a session is written to that session only.
    const answer = (input: Input) =>
      mailbox.postFirst(() => {
        if (!attempt.closed) take(subscription, input);
      });
    const authorized$ = options.authorize(subscription, current).pipe(
      tap((authorization) => {
        for (const kind of subscription.kinds) kind.authorized?.(authorization);
      }),
    );
    return authorized$.subscribe({
      next: (authorization) => answer({ type: 'authorized', authorization }),
      error: (error: unknown) => answer({ type: 'refused', cause: asPusherError(error, 'channelAuthorization') }),
    });
  };

  const effects: Readonly<Record<Output, Effect>> = {
    ...options,
    letGo: () => {
      lettingGo = true;
    },
    startLinger: lingers.begin,
    stopLinger: lingers.end,

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

    startOutage: (subscription, input) => {
      if (input.type === 'sessionLost') subscription.outage = { from: input.heard, cause: input.cause };
    },
    expire: (subscription) => {
      subscription.early = undefined;
      for (const kind of subscription.kinds) telling.push(kind.expired?.() ?? noop);
    },
    tell: (subscription, input) => {
      if (subscription.state !== SUBSCRIBED) tellOf(subscription, () => eventOf(subscription, input));
      else if (input.type === 'accepted') tellAccepted(subscription, input.frame);
    },
    fail: (subscription, input) => {
      if (!('cause' in input) || input.cause === undefined) return;
      const { cause, type } = input;
      const { consumers } = subscription;
      const told = consumers.capture();
      for (const consumer of told) if (consumer.stays !== true) consumers.remove(consumer);
      subscription.outage = undefined;
      failing.push(() => {
        // Whoever watches the connection has heard of its failure already.
        if (type !== 'connectionFailed' && told.every(({ stays }) => stays)) report(cause);
        for (const consumer of told) consumer.error(cause);
      });
    },
  };

  const apply: Effect = (subscription, input) => {
    const { demand, state, consumers } = subscription;
    const next = step({ demand, status: state.status }, input.type, {
      wanted: consumers.size > 0,
      get stays() {
        return consumers.some(({ stays }) => stays === true);
      },
      authorized: needsAuthorization(subscription),
    });
    if (next === undefined) return;
    subscription.demand = next.demand;
    if (next.status !== state.status || next.status === 'failed') subscription.state = stateOf(next.status, input);
    for (const output of next.outputs) effects[output](subscription, input);
  };

  const tell = () => {
    const told = [...telling, ...failing];
    telling = [];
    failing = [];
    for (const one of told) one();
    if (lettingGo) options.letGo();
    lettingGo = false;
  };

  return { apply, tell, take };
};
