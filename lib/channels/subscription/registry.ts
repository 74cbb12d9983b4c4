import type { Session } from '../../connection/session.js';
import type { ConnectionSnapshot } from '../../connection/state.js';
import { createSlices } from '../../rx/slices.js';
import type { HoldOptions } from './hold.js';
import { createHold } from './hold.js';
import type { InterpreterOptions } from './interpreter.js';
import { createInterpreter } from './interpreter.js';
import type { ChannelSubscription, Consumer, Effect, Input } from './state.js';
import type { Leaving } from './wire.js';
import { createLeaving } from './wire.js';

/** What the registry is given. */
export interface RegistryOptions
  extends
    Pick<InterpreterOptions, 'linger' | 'subscriptionTimeout' | 'mailbox' | 'lifecycles' | 'authorize' | 'report'>,
    Pick<HoldOptions, 'hold' | 'retry'> {
  readonly subscriptions: Map<string, ChannelSubscription>;
  readonly create: (name: string) => ChannelSubscription;
  /** Tells who watches the connection; channels have followed it by then. */
  readonly told: (snapshot: ConnectionSnapshot) => void;
}

/** The wanted channels, and their subscriptions on the session of the moment. */
export interface Registry extends Pick<Leaving, 'leftAt'> {
  readonly subscriptions: ReadonlyMap<string, ChannelSubscription>;
  /** The session of the moment. */
  session(): Session | undefined;
  /** The channel of a name, made if it is not wanted yet. Ask for it at each subscription: one that was kept may have been removed. */
  subscription(name: string): ChannelSubscription;
  want(subscription: ChannelSubscription, consumer: Consumer): void;
  release(subscription: ChannelSubscription, consumer: Consumer): void;
  /** The connection has gone on: channels follow it, and then it is told. */
  follow(snapshot: ConnectionSnapshot): void;
  /** Takes an input that came over the wire, as a part of the job of the moment. */
  take: Effect;
  /** Ends a subscription that no channel here asked for. */
  takeBack: Leaving['unsubscribe'];
}

/** What a change of the connection means to every channel. */
const inputsOf = (before: Session | undefined, { state, session }: ConnectionSnapshot): readonly Input[] => {
  const inputs: Input[] = [];
  if (before !== undefined && before !== session) {
    const cause = state.status === 'waiting' || state.status === 'failed' ? state.cause : undefined;
    inputs.push({ type: 'sessionLost', cause, heard: before.lastHeard() });
  }
  if (state.status === 'failed') inputs.push({ type: 'connectionFailed', cause: state.cause });
  return inputs;
};

const add = (subscriptions: Map<string, ChannelSubscription>, created: ChannelSubscription): ChannelSubscription => {
  subscriptions.set(created.name, created);
  return created;
};

export const createRegistry = (options: RegistryOptions): Registry => {
  const { subscriptions, mailbox, create, told } = options;
  let current: Session | undefined;
  const session = () => current;
  const { unsubscribe, leftAt } = createLeaving(session);

  const begin = createSlices<ChannelSubscription>(mailbox, (subscription) => {
    if (current !== undefined) take(subscription, { type: 'sessionBegan' });
  });
  const { apply, tell, take } = createInterpreter({
    ...options,
    session,
    ...createHold({ ...options, session }),
    unsubscribe: ({ name }) => unsubscribe(name),
    begin: (subscription) => {
      if (current !== undefined) begin(subscription);
    },
    // Not one that was made meanwhile, by somebody who came back when told.
    remove: (subscription) => {
      if (subscriptions.get(subscription.name) === subscription) subscriptions.delete(subscription.name);
    },
  });
  const post = (subscription: ChannelSubscription, type: 'want' | 'release') =>
    mailbox.post(() => take(subscription, { type }));

  return {
    subscriptions,
    session,
    take,
    takeBack: unsubscribe,
    leftAt,

    subscription: (name) => subscriptions.get(name) ?? add(subscriptions, create(name)),
    want: (subscription, consumer) => {
      subscription.consumers.add(consumer);
      post(subscription, 'want');
    },
    release: (subscription, consumer) => {
      subscription.consumers.remove(consumer);
      if (subscription.consumers.size === 0) post(subscription, 'release');
    },

    // Goes before the jobs that wait: what was meant for one session must not be done on the next.
    follow: (snapshot) =>
      mailbox.postFirst(() => {
        const before = current;
        current = snapshot.session;
        const all = [...subscriptions.values()];
        for (const input of inputsOf(before, snapshot)) for (const one of all) apply(one, input);
        told(snapshot);
        tell();
        if (current !== undefined && current !== before) for (const one of all) begin(one);
      }),
  };
};
