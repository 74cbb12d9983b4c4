import { filter, noop, Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { PusherError } from '../errors.js';
import { EventNameError } from '../errors.js';
import { isEncryptedName } from '../protocol/channel-name.js';
import { parseData } from '../protocol/codec.js';
import { isProtocolEvent, MAX_EVENT_NAME } from '../protocol/event.js';
import { Hub } from '../rx/hub.js';
import { Latest } from '../rx/latest.js';
import type { Decoder } from './decoder.js';
import { decoded } from './decoder.js';
import { channelEvent } from './emit.js';
import type { Entry, Want } from './entry.js';
import type { Registry } from './registry.js';
import type { Trigger } from './trigger.js';
import type { ChannelEvent, Member, Members, Outage, SubscriptionState } from './types.js';
import type { Watch } from './watch.js';

/** What channels are made of. */
export interface ChannelContext {
  readonly registry: Registry;
  readonly watch: Watch;
  readonly trigger: Trigger['trigger'];
  readonly report: (error: PusherError) => void;
}

/** Where to find what pusher-js gives as an event of the protocol. */
const INSTEAD: Readonly<Record<string, string>> = {
  'pusher:subscription_succeeded': 'state$ of the channel',
  'pusher:subscription_error': 'the error notification and state$ of the channel',
  'pusher:subscription_count': 'subscriptionCount$ of the channel',
  'pusher:cache_miss': 'cacheMiss$ of the channel',
  'pusher:member_added': 'joined$ and members$ of the channel',
  'pusher:member_removed': 'left$ and members$ of the channel',
  'pusher:signin_success': 'user.data$',
  'pusher:error': 'errors$',
};

/** Throws for names that no application event has. */
export const checkEventName = (event: string): void => {
  if (event === '') throw new EventNameError(event, 'empty');
  if (event.length > MAX_EVENT_NAME) throw new EventNameError(event, `longer than ${MAX_EVENT_NAME} characters`);
  if (isProtocolEvent(event)) {
    throw new EventNameError(event, `a name of the protocol; see ${INSTEAD[event] ?? 'frames$'}`);
  }
};

/**
 * An active stream: whoever subscribes wants the channel until they leave. Listens before it asks, for what is there
 * already comes at once.
 */
const active = <T>(
  { registry }: ChannelContext,
  name: string,
  listen: (entry: Entry, subscriber: Subscriber<T>) => () => void,
): Observable<T> =>
  new Observable((subscriber) => {
    const entry = registry.entry(name);
    const leave = listen(entry, subscriber);
    registry.want(entry, subscriber);
    return () => {
      leave();
      registry.release(entry, subscriber);
    };
  });

const letIn = <T>({ arrivals }: Entry, subscriber: Subscriber<T>, join: () => void): void =>
  arrivals.letIn(() => {
    if (!subscriber.closed) join();
  });

const heard = <T>(entry: Entry, hub: Hub<Subscriber<T>>, subscriber: Subscriber<T>): (() => void) => {
  letIn(entry, subscriber, () => hub.add(subscriber));
  return () => hub.remove(subscriber);
};

/** Every event of a channel; on a cache channel the last one first, if there is one. */
export const events$ = (context: ChannelContext, name: string): Observable<ChannelEvent> =>
  active(context, name, (entry, subscriber) => {
    const met = entry.cache?.greet((last) => subscriber.next(channelEvent(name, last, parseData(last.data))));
    const leave = heard(entry, (entry.all ??= new Hub()), subscriber);
    return () => {
      met?.();
      leave();
    };
  });

/** The data of the events of one name. */
export const data$ = (context: ChannelContext, name: string, event: string): Observable<unknown> =>
  active(context, name, (entry, subscriber) => {
    const met = entry.cache?.greet((last) => {
      if (last.event === event) subscriber.next(parseData(last.data));
    });
    letIn(entry, subscriber, () => entry.events.join(event, subscriber));
    return () => {
      met?.();
      entry.events.leave(event, subscriber);
    };
  });

/** A channel of any kind: what its kind does not have emits nothing, and its type does not show it. */
export class AnyKindOfChannel extends Observable<ChannelEvent> {
  constructor(
    private readonly context: ChannelContext,
    readonly name: string,
  ) {
    super((subscriber) => events$(context, name).subscribe(subscriber));
  }

  get encrypted(): boolean {
    return isEncryptedName(this.name);
  }

  get state$(): Observable<SubscriptionState> {
    return this.context.watch.state$(this.name);
  }

  get subscriptionCount$(): Observable<number> {
    return active<number | undefined>(this.context, this.name, (entry, subscriber) => {
      const counting = (entry.count ??= new Latest<number | undefined>(undefined)).subscribe(subscriber);
      return () => counting.unsubscribe();
    }).pipe(filter((count) => count !== undefined));
  }

  get resumed$(): Observable<Outage> {
    return active(this.context, this.name, (entry, subscriber) =>
      heard(entry, (entry.resumed ??= new Hub()), subscriber),
    );
  }

  get cacheMiss$(): Observable<void> {
    return active(this.context, this.name, (entry, subscriber) => {
      if (entry.cache?.isEmpty() === true) subscriber.next();
      return entry.cache === undefined ? noop : heard(entry, entry.cache.misses, subscriber);
    });
  }

  /** A want that stays when the subscription fails: the last snapshot is repeated as stale, and no error comes. */
  get members$(): Observable<Members> {
    const { registry } = this.context;
    return new Observable<Members | undefined>((subscriber) => {
      const entry = registry.entry(this.name);
      const want: Want = { error: noop, stays: true };
      const watching = entry.presence?.members.subscribe(subscriber);
      registry.want(entry, want);
      return () => {
        watching?.unsubscribe();
        registry.release(entry, want);
      };
    }).pipe(filter((members) => members !== undefined));
  }

  get joined$(): Observable<Member> {
    return this.comings('joined');
  }

  get left$(): Observable<Member> {
    return this.comings('left');
  }

  on<T>(event: string, decoder?: Decoder<T>): Observable<unknown> {
    checkEventName(event);
    const data = data$(this.context, this.name, event);
    return decoder === undefined
      ? data
      : data.pipe(decoded(decoder, event, this.name, (error) => this.context.report(error)));
  }

  trigger(event: string, data: unknown): Observable<void> {
    return this.context.trigger(this.name, event, data);
  }

  private comings(which: 'joined' | 'left'): Observable<Member> {
    return active(this.context, this.name, (entry, subscriber) =>
      entry.presence === undefined ? noop : heard(entry, entry.presence[which], subscriber),
    );
  }
}
