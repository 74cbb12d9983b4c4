import { noop, Subscription, tap } from 'rxjs';
import type { Session } from '../../connection/session.js';
import type { PusherError } from '../../errors.js';
import { SubscriptionTimeout } from '../../errors.js';
import { asPusherError } from '../../connection/policy.js';
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
import { AUTHORIZING, SUBSCRIBED, SUBSCRIBING, UNSUBSCRIBED } from './state.js';
import { step } from './step.js';

/** What the outputs of the machine work on. Times in ms. */
export interface InterpreterOptions {
  readonly linger: number;
  readonly subscriptionTimeout: number;
  readonly mailbox: Mailbox;
  readonly lifecycles: Lifecycles;
  readonly authorize: Authorize;
  readonly report: (error: PusherError) => void;
  readonly session: () => Session | undefined;
  /** Writes `pusher:unsubscribe`. */
  readonly unsubscribe: (name: string) => void;
  readonly hold: () => void;
  readonly letGo: () => void;
  readonly begin: (subscription: ChannelSubscription) => void;
  readonly remove: (subscription: ChannelSubscription) => void;
}

export interface Interpreter {
  /** Takes the step an input leads to and does what it asks for; what has to be told waits for `tell`. */
  apply(subscription: ChannelSubscription, input: Input): void;
  /** Tells what has been done since the last time: states first, then failures. */
  tell(): void;
  /** Both, for one input. */
  take(subscription: ChannelSubscription, input: Input): void;
}

type Effect = (subscription: ChannelSubscription, input: Input) => void;

const stateOf = (status: SubscriptionState['status'], input: Input): SubscriptionState => {
  switch (status) {
    case 'unsubscribed':
      return UNSUBSCRIBED;
    case 'authorizing':
      return AUTHORIZING;
    case 'subscribing':
      return SUBSCRIBING;
    case 'subscribed':
      return SUBSCRIBED;
    case 'failed':
      return { status, cause: (input as { readonly cause: PusherError }).cause };
  }
};

/** What an input has made of a channel, for those who watch it. */
const eventOf = ({ demand, state }: ChannelSubscription, input: Input): ChannelLifecycle => {
  if (state.status === 'failed') return { type: 'failed', cause: state.cause };
  if (demand === 'absent') return { type: 'left' };
  if (state.status === 'authorizing' || state.status === 'subscribing') return { type: state.status };
  return input.type === 'sessionLost' ? { type: 'unsubscribed', cause: input.cause } : { type: 'wanted' };
};

export const createInterpreter = (options: InterpreterOptions): Interpreter => {
  const { linger, subscriptionTimeout, mailbox, lifecycles, report, session } = options;
  let telling: (() => void)[] = [];
  let failing: (() => void)[] = [];
  let lettingGo = false;

  const take = (subscription: ChannelSubscription, input: Input) => {
    apply(subscription, input);
    tell();
  };
  const deadlines = createDeadlines<ChannelSubscription>(subscriptionTimeout, (subscription) => {
    const cause = new SubscriptionTimeout(subscription.name, subscriptionTimeout);
    mailbox.post(() => take(subscription, { type: 'timedOut', cause }));
  });
  const lingers = createDeadlines<ChannelSubscription>(linger, (subscription) =>
    mailbox.post(() => take(subscription, { type: 'lingerOver' })),
  );

  const tellLater = (channel: string, event: ChannelLifecycle) => telling.push(() => lifecycles.tell(channel, event));

  const authorizing = (subscription: ChannelSubscription, attempt: Subscription, current: Session) => {
    // One that was stopped meanwhile is nobody's any more: what is signed for a session is written to that session only.
    const answer = (input: Input) =>
      mailbox.post(() => {
        if (subscription.authorizing === attempt) take(subscription, input);
      });
    return options
      .authorize(subscription, current)
      .pipe(
        tap((authorization) => {
          for (const kind of subscription.kinds) kind.authorized?.(authorization);
        }),
      )
      .subscribe({
        next: (authorization) => answer({ type: 'authorized', authorization }),
        error: (error: unknown) => answer({ type: 'refused', cause: asPusherError(error) }),
      });
  };

  /** The order of one frame: the state, what the kind of the channel has to say, the gap that has ended. */
  const tellAccepted = (subscription: ChannelSubscription, frame: WireFrame) => {
    const { name, kinds, outage } = subscription;
    let members: Members | undefined;
    const tells: (() => void)[] = [];
    for (const kind of kinds) {
      const accepted = kind.accepted?.(frame);
      members ??= accepted?.members;
      tells.push(accepted?.tell ?? noop);
    }
    subscription.outage = undefined;
    if (lifecycles.isWatched(name)) {
      const event: ChannelLifecycle = { type: 'subscribed', data: parseData(frame.data), anew: outage !== undefined };
      tellLater(name, members === undefined ? event : { ...event, members });
    }
    telling.push(...tells);
    if (outage !== undefined) tellLater(name, { type: 'resumed', outage: { ...outage, to: epoch() } });
  };

  const effects: Readonly<Record<Output, Effect>> = {
    hold: options.hold,
    letGo: () => {
      lettingGo = true;
    },
    begin: options.begin,
    remove: options.remove,

    authorize: (subscription) => {
      const attempt = (subscription.authorizing = new Subscription());
      // It calls a function of the user's, so it waits until everybody has been told; what they did may have stopped it.
      mailbox.post(() => {
        const current = session();
        if (!attempt.closed && current !== undefined) attempt.add(authorizing(subscription, attempt, current));
      });
    },
    stopAuthorizing: (subscription) => {
      subscription.authorizing?.unsubscribe();
      subscription.authorizing = undefined;
    },

    subscribe: (subscription, input) => {
      effects.stopAuthorizing(subscription, input);
      const { auth = '', channel_data } = input.type === 'authorized' ? input.authorization : {};
      // What is undefined is left out of the frame.
      const data = { auth: auth === '' ? undefined : auth, channel_data, channel: subscription.name };
      session()?.send({ event: SUBSCRIBE, data });
    },
    unsubscribe: ({ name }) => options.unsubscribe(name),

    startDeadline: (subscription) => deadlines.begin(subscription),
    stopDeadline: (subscription) => deadlines.end(subscription),
    startLinger: (subscription) => lingers.begin(subscription),
    stopLinger: (subscription) => lingers.end(subscription),

    startOutage: (subscription, input) => {
      if (input.type === 'sessionLost') subscription.outage = { from: input.heard, cause: input.cause };
    },
    expire: (subscription) => {
      subscription.early = undefined;
      for (const kind of subscription.kinds) telling.push(kind.expired?.() ?? noop);
    },

    tell: (subscription, input) => {
      if (input.type === 'accepted' && subscription.state === SUBSCRIBED) tellAccepted(subscription, input.frame);
      else if (lifecycles.isWatched(subscription.name)) tellLater(subscription.name, eventOf(subscription, input));
    },
    fail: (subscription, input) => {
      const { consumers, state } = subscription;
      if (state.status !== 'failed') return;
      const { cause } = state;
      const told = consumers.capture();
      for (const consumer of told) if (consumer.stays !== true) consumers.remove(consumer);
      subscription.outage = undefined;
      failing.push(() => {
        // Whoever watches the connection has heard of its failure already.
        if (input.type !== 'connectionFailed' && told.every(({ stays }) => stays)) report(cause);
        for (const consumer of told) consumer.error(cause);
      });
    },
  };

  const apply = (subscription: ChannelSubscription, input: Input) => {
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
