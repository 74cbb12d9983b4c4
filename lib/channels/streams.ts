import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { ClientEvents } from '../client-events/client-events.js';
import type { PusherError } from '../errors.js';
import { parseData } from '../protocol/codec.js';
import { Listeners } from '../rx/listeners.js';
import type { Mailbox } from '../rx/mailbox.js';
import { channelEvent } from './deliver.js';
import type { Lifecycles } from './lifecycle.js';
import type { Registry } from './subscription/registry.js';
import type { ChannelSubscription } from './subscription/state.js';
import type { ChannelEvent } from './types.js';

/** What channels are made of. */
export interface ChannelContext {
  readonly registry: Registry;
  readonly lifecycles: Lifecycles;
  readonly mailbox: Mailbox;
  readonly trigger: ClientEvents['trigger'];
  readonly report: (error: PusherError) => void;
}

/**
 * An active stream: whoever subscribes wants the channel until they leave. Listens before it wants the channel: what
 * is there already comes at once.
 */
export const active = <T>(
  { registry }: ChannelContext,
  name: string,
  listen: (subscription: ChannelSubscription, subscriber: Subscriber<T>) => () => void,
): Observable<T> =>
  new Observable((subscriber) => {
    const subscription = registry.subscription(name);
    const leave = listen(subscription, subscriber);
    registry.want(subscription, subscriber);
    return () => {
      leave();
      registry.release(subscription, subscriber);
    };
  });

/** Puts a listener on a list, from the next frame on. */
const join = <T>({ mailbox }: ChannelContext, subscriber: Subscriber<T>, add: () => void): void =>
  mailbox.arrive(() => {
    if (!subscriber.closed) add();
  });

export const listening = <T>(
  context: ChannelContext,
  list: Listeners<Subscriber<T>>,
  subscriber: Subscriber<T>,
): (() => void) => {
  join(context, subscriber, () => list.add(subscriber));
  return () => list.remove(subscriber);
};

/** Every event of a channel; on a cache channel the last one first, if there is one. */
export const events$ = (context: ChannelContext, name: string): Observable<ChannelEvent> =>
  active(context, name, (subscription, subscriber) => {
    const unheard = subscription.cache?.replay((last) =>
      subscriber.next(channelEvent(name, last, parseData(last.data))),
    );
    const leave = listening(context, (subscription.all ??= new Listeners()), subscriber);
    return () => {
      unheard?.();
      leave();
    };
  });

/** The data of the events of one name. */
export const data$ = (context: ChannelContext, name: string, event: string): Observable<unknown> =>
  active(context, name, (subscription, subscriber) => {
    const unheard = subscription.cache?.replay((last) => {
      if (last.event === event) subscriber.next(parseData(last.data));
    });
    join(context, subscriber, () => subscription.events.join(event, subscriber));
    return () => {
      unheard?.();
      subscription.events.leave(event, subscriber);
    };
  });
