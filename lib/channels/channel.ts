import { filter, map, noop, Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { isEncryptedName } from '../protocol/channel-name.js';
import type { Decoder } from './decoder.js';
import { decoded } from './decoder.js';
import { checkEventName } from './names.js';
import type { ChannelContext } from './streams.js';
import { active, data$, events$, listening } from './streams.js';
import type { ChannelSubscription, Consumer } from './subscription/state.js';
import type { ChannelEvent, ChannelLifecycle, Member, Members, Outage, SubscriptionState } from './types.js';

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
