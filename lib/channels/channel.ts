import { isLeft } from 'fp-ts/Either';
import { filter, map, noop, Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { PusherError } from '../errors.js';
import { EventNameError } from '../protocol/errors.js';
import { OptionError } from '../errors.js';
import { isEncryptedName, validateChannelName } from '../protocol/channel-name.js';
import { parseData } from '../protocol/codec.js';
import type { Encryption } from '../protocol/encryption.js';
import { isProtocolEvent, MAX_EVENT_NAME } from '../protocol/event.js';
import { Listeners } from '../rx/listeners.js';
import type { Mailbox } from '../rx/mailbox.js';
import type { Decoder } from './decoder.js';
import { decoded } from './decoder.js';
import type { ClientEvents } from '../client-events/client-events.js';
import { channelEvent } from './deliver.js';
import type { Lifecycles } from './lifecycle.js';
import type { Registry } from './subscription/registry.js';
import type { ChannelSubscription, Consumer } from './subscription/state.js';
import type { ChannelEvent, ChannelLifecycle, Member, Members, Outage, SubscriptionState } from './types.js';

/** What channels are made of. */
export interface ChannelContext {
  readonly registry: Registry;
  readonly lifecycles: Lifecycles;
  readonly mailbox: Mailbox;
  readonly trigger: ClientEvents['trigger'];
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

/** Throws for names that no channel has, and for encrypted channels without what opens them. */
export const checkChannel = (name: string, encryption: Encryption | undefined): void => {
  const valid = validateChannelName(name);
  if (isLeft(valid)) throw valid.left;
  if (isEncryptedName(name) && encryption === undefined) {
    throw new OptionError('encryption', `needed for ${name}: import { encryption } from 'rx-pusher/encryption'`);
  }
};

/**
 * An active stream: whoever subscribes wants the channel until they leave. Listens before it wants the channel: what
 * is there already comes at once.
 */
const active = <T>(
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

const listening = <T>(
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

type Step<K extends ChannelLifecycle['type']> = Extract<ChannelLifecycle, { readonly type: K }>;

/** A channel of any kind: what its kind does not have emits nothing, and its type does not show it. */
export class AnyKindOfChannel extends Observable<ChannelEvent> {
  /** Streams that were asked for: the same one each time, or a template would subscribe anew whenever it is drawn. */
  private readonly made: Record<string, Observable<unknown> | undefined> = {};

  constructor(
    private readonly context: ChannelContext,
    readonly name: string,
  ) {
    super((subscriber) => events$(context, name).subscribe(subscriber));
  }

  get encrypted(): boolean {
    return isEncryptedName(this.name);
  }

  get lifecycle$(): Observable<ChannelLifecycle> {
    return this.once('lifecycle$', () => this.context.lifecycles.lifecycle$(this.name));
  }

  get state$(): Observable<SubscriptionState> {
    return this.once('state$', () => this.context.lifecycles.state$(this.name));
  }

  get subscriptionCount$(): Observable<number> {
    return this.once('subscriptionCount$', () =>
      this.steps(
        'count',
        ({ count }) => count,
        ({ count }) => (count === undefined ? [] : [count]),
      ),
    );
  }

  get resumed$(): Observable<Outage> {
    return this.once('resumed$', () => this.steps('resumed', ({ outage }) => outage));
  }

  get cacheMiss$(): Observable<void> {
    return this.once('cacheMiss$', () =>
      this.steps('cache-miss', noop, ({ cache }) => (cache?.isEmpty() === true ? [undefined] : [])),
    );
  }

  /** A want that stays when the subscription fails: the last snapshot is repeated as stale, and no error comes. */
  get members$(): Observable<Members> {
    const { registry } = this.context;
    return this.once('members$', () =>
      new Observable<Members | undefined>((subscriber) => {
        const subscription = registry.subscription(this.name);
        const consumer: Consumer = { error: noop, stays: true };
        const watching = subscription.presence?.members.subscribe(subscriber);
        registry.want(subscription, consumer);
        return () => {
          watching?.unsubscribe();
          registry.release(subscription, consumer);
        };
      }).pipe(filter((members) => members !== undefined)),
    );
  }

  get joined$(): Observable<Member> {
    return this.once('joined$', () => this.comings('joined'));
  }

  get left$(): Observable<Member> {
    return this.once('left$', () => this.comings('left'));
  }

  on<T>(event: string, decoder?: Decoder<T>): Observable<unknown> {
    checkEventName(event);
    return data$(this.context, this.name, event).pipe(
      decoded(decoder, event, this.name, (error) => this.context.report(error)),
    );
  }

  trigger(event: string, data: unknown): Observable<void> {
    return this.context.trigger(this.name, event, data);
  }

  private once<T>(name: string, make: () => Observable<T>): Observable<T> {
    return (this.made[name] ??= make()) as Observable<T>;
  }

  /** What the steps of one type say, wanting the channel; `present` gives what is known of them already. */
  private steps<K extends ChannelLifecycle['type'], T>(
    type: K,
    pick: (step: Step<K>) => T,
    present: (subscription: ChannelSubscription) => readonly T[] = () => [],
  ): Observable<T> {
    const steps$ = this.lifecycle$.pipe(
      filter((step): step is Step<K> => step.type === type),
      map(pick),
    );
    return active(this.context, this.name, (subscription, subscriber: Subscriber<T>) => {
      for (const known of present(subscription)) subscriber.next(known);
      steps$.subscribe(subscriber);
      return noop;
    });
  }

  private comings(which: 'joined' | 'left'): Observable<Member> {
    return active(this.context, this.name, ({ presence }, subscriber) =>
      presence === undefined ? noop : listening(this.context, presence[which], subscriber),
    );
  }
}
