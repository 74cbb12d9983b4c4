import type { Subscription } from 'rxjs';
import type { Session } from '../../connection/session.js';
import type { ConnectionSnapshot } from '../../connection/state.js';
import { UNSUBSCRIBE } from '../../protocol/event.js';
import { now } from '../../rx/clock.js';
import { createSlices } from '../../rx/slices.js';
import { RECENT } from '../blame.js';
import type { InterpreterOptions } from './interpreter.js';
import { createInterpreter } from './interpreter.js';
import type { ChannelSubscription, Consumer, Input } from './state.js';

/** What the registry is given. */
export interface RegistryOptions extends Pick<
  InterpreterOptions,
  'linger' | 'subscriptionTimeout' | 'mailbox' | 'lifecycles' | 'authorize' | 'report'
> {
  readonly subscriptions: Map<string, ChannelSubscription>;
  /** Wants the connection. */
  readonly hold: () => Subscription;
  /** Wants it anew, also where it is wanted already: after a failure that is what tries again. */
  readonly retry: () => void;
  readonly create: (name: string) => ChannelSubscription;
  /** Tells who watches the connection; channels have followed it by then. */
  readonly told: (snapshot: ConnectionSnapshot) => void;
}

/** The wanted channels, and their subscriptions on the session of the moment. */
export interface Registry {
  readonly subscriptions: ReadonlyMap<string, ChannelSubscription>;
  /** The session of the moment. */
  session(): Session | undefined;
  /** The channel of a name, made if it is not wanted yet. To be asked for at each subscription, never kept. */
  subscription(name: string): ChannelSubscription;
  want(subscription: ChannelSubscription, consumer: Consumer): void;
  release(subscription: ChannelSubscription, consumer: Consumer): void;
  /** The connection has gone on: channels follow it, and then it is told. */
  follow(snapshot: ConnectionSnapshot): void;
  /** Takes an input that came over the wire, as a part of the job of the moment. */
  take(subscription: ChannelSubscription, input: Input): void;
  /** Ends a subscription that no channel here asked for. */
  takeBack(name: string): void;
  /** Whether a channel was left so lately that an error of the server may be about it. */
  hasLeftLately(): boolean;
}

export const createRegistry = (options: RegistryOptions): Registry => {
  const { subscriptions, mailbox } = options;
  let session: Session | undefined;
  let hold: Subscription | undefined;
  let leftAt = -Infinity;

  /** Whether the server's answer is all that these are kept for. */
  const areLeft = () => {
    for (const { demand, consumers } of subscriptions.values()) {
      if (demand !== 'leaving' || consumers.size > 0) return false;
    }
    return true;
  };

  const unsubscribe = (name: string) => {
    leftAt = now();
    session?.send({ event: UNSUBSCRIBE, data: { channel: name } });
  };

  const { apply, tell, take } = createInterpreter({
    ...options,
    session: () => session,
    unsubscribe: ({ name }) => unsubscribe(name),
    hold: () => {
      if (hold === undefined) hold = options.hold();
      else if (session === undefined) options.retry();
    },
    letGo: () => {
      if (!areLeft()) return;
      hold?.unsubscribe();
      hold = undefined;
    },
    begin: (subscription) => {
      if (session !== undefined) begin(subscription);
    },
    // Not one that was made meanwhile, by somebody who came back when told.
    remove: (subscription) => {
      if (subscriptions.get(subscription.name) === subscription) subscriptions.delete(subscription.name);
    },
  });

  const post = (subscription: ChannelSubscription, type: 'want' | 'release') =>
    mailbox.post(() => take(subscription, { type }));

  const begin = createSlices<ChannelSubscription>(
    (job) => mailbox.post(job),
    (subscription) => {
      if (session !== undefined) take(subscription, { type: 'sessionBegan' });
    },
  );

  return {
    subscriptions,

    session: () => session,

    subscription: (name) => {
      const known = subscriptions.get(name);
      if (known !== undefined) return known;
      const created = options.create(name);
      subscriptions.set(name, created);
      return created;
    },

    want: (subscription, consumer) => {
      subscription.consumers.add(consumer);
      post(subscription, 'want');
    },

    release: (subscription, consumer) => {
      subscription.consumers.remove(consumer);
      if (subscription.consumers.size === 0) post(subscription, 'release');
    },

    // Before all that waits: what was meant for a session is not done on the next.
    follow: (snapshot) =>
      mailbox.postFirst(() => {
        const { state } = snapshot;
        const before = session;
        session = snapshot.session;
        const all = [...subscriptions.values()];
        if (before !== undefined && before !== session) {
          const cause = state.status === 'waiting' || state.status === 'failed' ? state.cause : undefined;
          const heard = before.lastHeard();
          for (const one of all) apply(one, { type: 'sessionLost', cause, heard });
        }
        if (state.status === 'failed')
          for (const one of all) apply(one, { type: 'connectionFailed', cause: state.cause });
        options.told(snapshot);
        tell();
        if (session !== undefined && session !== before) for (const one of all) begin(one);
      }),

    take,

    takeBack: unsubscribe,

    hasLeftLately: () => now() - leftAt < RECENT,
  };
};
