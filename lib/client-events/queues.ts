import type { ReplaySubject } from 'rxjs';
import type { Registry } from '../channels/subscription/registry.js';
import type { ChannelSubscription, Consumer } from '../channels/subscription/state.js';
import type { PusherError } from '../errors.js';
import { createDeadlines } from '../rx/deadlines.js';
import { TriggerTimeout } from './errors.js';

/** A client event that waits to be written. */
export interface Held {
  readonly event: string;
  /** Its frame. */
  readonly text: string;
  readonly outcome: ReplaySubject<void>;
  readonly queue: Queue;
}

/** The client events of one channel. It wants the channel for as long as one of them waits. */
export interface Queue extends Consumer {
  readonly subscription: ChannelSubscription;
  readonly events: Set<Held>;
}

/** Client events that wait, of all channels. */
export interface Queues {
  /** In the order in which they were triggered. */
  readonly all: ReadonlySet<Held>;
  of(channel: string): Queue | undefined;
  add(channel: string, event: Pick<Held, 'event' | 'text' | 'outcome'>): Held;
  /** False where it waits no more. */
  remove(one: Held): boolean;
}

/** `failed` hears of those whose channel has failed, or that have waited for `timeout` ms; it is to remove them. */
export const createQueues = (
  registry: Registry,
  timeout: number,
  failed: (one: Held, cause: PusherError) => void,
): Queues => {
  const all = new Set<Held>();
  const queues = new Map<string, Queue>();
  const deadlines = createDeadlines<Held>(timeout, (one) =>
    failed(one, new TriggerTimeout(one.event, one.queue.subscription.name, timeout)),
  );

  const create = (channel: string): Queue => {
    const events = new Set<Held>();
    const error = (cause: PusherError) => events.forEach((one) => failed(one, cause));
    const queue = { subscription: registry.subscription(channel), events, error };
    queues.set(channel, queue);
    return queue;
  };

  return {
    all,
    of: (channel) => queues.get(channel),

    add: (channel, event) => {
      const known = queues.get(channel);
      const queue = known ?? create(channel);
      const one = { ...event, queue };
      all.add(one);
      queue.events.add(one);
      deadlines.begin(one);
      if (known === undefined) registry.want(queue.subscription, queue);
      return one;
    },

    remove: (one) => {
      if (!all.delete(one)) return false;
      const { events, subscription } = one.queue;
      events.delete(one);
      deadlines.end(one);
      if (events.size === 0) {
        queues.delete(subscription.name);
        registry.release(subscription, one.queue);
      }
      return true;
    },
  };
};
