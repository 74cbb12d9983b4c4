import { createDeadlines } from '../../rx/deadlines.js';
import type { Lifecycles } from '../lifecycle.js';
import type { SubscriptionState } from '../types.js';
import type { PusherError } from '../../errors.js';
import { needsAuthorization } from './authorize.js';
import type { ChannelSubscription, Effect, Effects, Input, Output } from './state.js';
import { SUBSCRIBED, UNSUBSCRIBED } from './state.js';
import { step } from './step.js';
import { createTelling } from './telling.js';
import type { WireOptions } from './wire.js';
import { createWire } from './wire.js';

/** What the outputs of the machine work on, and those that are done elsewhere. Times in ms. */
export interface InterpreterOptions
  extends WireOptions, Effects<'hold' | 'letGo' | 'begin' | 'remove' | 'unsubscribe'> {
  readonly linger: number;
  readonly lifecycles: Lifecycles;
  readonly report: (error: PusherError) => void;
}

/** The only writer of a subscription's state. */
export interface Interpreter {
  /** Takes the step an input leads to and does what it asks for; what has to be told waits for `tell`. */
  apply: Effect;
  /** Tells what has been done since the last time. */
  tell(): void;
  /** Both, for one input. */
  take: Effect;
}

// One of each for all channels; the router knows the last by identity.
const STATES = {
  unsubscribed: UNSUBSCRIBED,
  authorizing: { status: 'authorizing' },
  subscribing: { status: 'subscribing' },
  subscribed: SUBSCRIBED,
} as const;

const stateOf = (status: SubscriptionState['status'], input: Input): SubscriptionState =>
  status === 'failed' ? ({ status, cause: 'cause' in input && input.cause } as SubscriptionState) : STATES[status];

export const createInterpreter = (options: InterpreterOptions): Interpreter => {
  const { linger, mailbox, lifecycles, report } = options;

  const apply: Effect = (subscription, input) => {
    const { demand, state, consumers } = subscription;
    const next = step({ demand, status: state.status }, input.type, {
      wanted: consumers.size > 0,
      // Looked for only where it matters: there may be many.
      stays: 'cause' in input && consumers.capture().some(({ stays }) => stays === true),
      authorized: needsAuthorization(subscription),
    });
    if (next === undefined) return;
    subscription.demand = next.demand;
    if (next.status !== state.status || next.status === 'failed') subscription.state = stateOf(next.status, input);
    for (const output of next.outputs) effects[output](subscription, input);
  };
  const take: Effect = (subscription, input) => {
    apply(subscription, input);
    telling.flush();
  };

  const telling = createTelling(lifecycles, report);
  const lingering = createDeadlines<ChannelSubscription>(linger, (subscription) =>
    mailbox.post(() => take(subscription, { type: 'lingerOver' })),
  );
  const effects: Effects<Output> = {
    ...options,
    ...createWire(options, take),
    ...telling,
    startLinger: lingering.begin,
    stopLinger: lingering.end,
  };

  return { apply, take, tell: telling.flush };
};
