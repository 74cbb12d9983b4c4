import { asyncScheduler, Subscription } from 'rxjs';
import type { Observable } from 'rxjs';
import type {
  Channel as RxChannel,
  ChannelEvent,
  Frame,
  Members as RxMembers,
  PresenceChannel,
  PusherError,
} from '../index.js';
import { isEncryptedName, isPresenceName } from '../index.js';
import type { Client } from './client.js';
import { Dispatcher } from './dispatcher.js';
import { authError } from './errors.js';

/** A channel. */
export class Channel extends Dispatcher {
  /** Whether the server has said that the subscription stands. */
  subscribed = false;
  /** Whether it has been asked, and has not answered yet. */
  subscriptionPending = false;
  /** Whether the channel was left meanwhile. */
  subscriptionCancelled = false;
  /** How many are subscribed, where the app tells. */
  subscriptionCount: number | undefined;

  private life: Subscription | undefined;
  /** What was heard before the subscription was told of. */
  private early: ChannelEvent[] = [];

  constructor(
    /** As it was asked for. */
    readonly name: string,
    /** Whose it is. */
    readonly pusher: Client,
  ) {
    super();
  }

  /** Sends a client event: at once, or when the channel is subscribed; false where it is not going to be. */
  trigger(event: string, data?: unknown): boolean {
    const { name, pusher } = this;
    const goes = this.life !== undefined && !this.subscriptionCancelled && pusher.connection.state === 'connected';
    // What is a mistake is thrown below, connection or not.
    const isMistake = isEncryptedName(name) || !event.startsWith('client-');
    if (!isMistake && !(goes && /^pr(ivate|esence)-/.test(name))) {
      pusher.log('warn', `${event} on ${name} not sent`);
      return false;
    }
    this.rx
      .trigger(event as `client-${string}`, data)
      .subscribe({ error: (error: unknown) => pusher.log('warn', String(error)) });
    return true;
  }

  /** Asks for a subscription. What `Pusher.subscribe()` does, when there is a connection. */
  subscribe(): void {
    if (this.subscribed) return;
    this.subscriptionPending = true;
    this.subscriptionCancelled = false;
    // After a reconnect it is asked for by itself.
    if (this.life === undefined) this.begin();
  }

  /** Gives the subscription up. What `Pusher.unsubscribe()` does. */
  unsubscribe(): void {
    this.subscribed = false;
    this.life?.unsubscribe();
    this.life = undefined;
  }

  /** Marks a subscription that is asked for as not wanted. What `Pusher.unsubscribe()` does. */
  cancelSubscription(): void {
    this.subscriptionCancelled = true;
  }

  /** Takes that back. What `Pusher.subscribe()` does. */
  reinstateSubscription(): void {
    this.subscriptionCancelled = false;
  }

  /** The connection is gone, and the subscription with it. */
  disconnect(): void {
    this.subscribed = this.subscriptionPending = false;
    this.early = [];
    if (this.subscriptionCancelled) this.leave();
  }

  /** A frame of this channel, when its events have been told. */
  handleEvent({ event, data }: Frame): void {
    if (event === 'pusher_internal:subscription_count') {
      const count = (data as { subscription_count?: unknown } | null | undefined)?.subscription_count;
      if (typeof count === 'number') this.subscriptionCount = count;
      this.emit('pusher:subscription_count', data);
    } else if (event.startsWith('pusher:') && event !== 'pusher:subscription_error') this.emit(event, data, {});
  }

  /* eslint-disable @typescript-eslint/no-unused-vars -- presence channels look at more */
  /** What the success of a subscription brings. */
  protected success(data: unknown, _members: RxMembers | undefined): unknown {
    return data;
  }

  /* eslint-enable @typescript-eslint/no-unused-vars */

  /** The channel underneath. */
  private get rx(): RxChannel & PresenceChannel {
    return this.pusher.rx.channel(this.name) as never;
  }

  /** Listens, for as long as the channel is wanted. */
  private begin(): void {
    const { rx } = this;
    const life = (this.life = new Subscription());
    life.add(
      rx.lifecycle$.subscribe((event) => {
        if (event.type === 'subscribed') this.succeed(event.data, event.members);
      }),
    );
    rx.state$
      .subscribe(({ status }) => {
        // Others have it already: the server is not asked. Whoever subscribed has to bind first.
        if (status === 'subscribed') life.add(asyncScheduler.schedule(() => this.join()));
      })
      .unsubscribe();
    life.add(
      rx.subscribe({
        next: (event) => (this.subscribed ? this.hear(event) : this.early.push(event)),
        error: (cause: unknown) => this.failed(cause as PusherError),
      }),
    );
  }

  /** What the server would have said. */
  private join(): void {
    const { members$, subscriptionCount$ } = this.rx;
    let members: RxMembers | undefined;
    // What there is comes at once.
    const present = <T>(stream$: Observable<T>, next: (value: T) => void) => stream$.subscribe(next).unsubscribe();
    if (isPresenceName(this.name)) present(members$, (list) => (members = list));
    this.succeed({}, members);
    present(subscriptionCount$, (subscription_count) => {
      this.handleEvent({ event: 'pusher_internal:subscription_count', data: { subscription_count } });
    });
  }

  private hear({ event, data, userId: user_id }: ChannelEvent): void {
    this.emit(event, data, isEncryptedName(this.name) ? undefined : user_id === undefined ? {} : { user_id });
  }

  private leave(): void {
    this.unsubscribe();
    const { pusher, name } = this;
    // Unless there is another one of that name by now.
    if (pusher.channel(name) === this) pusher.channels.remove(name);
  }

  private succeed(data: unknown, members: RxMembers | undefined): void {
    if (!this.subscriptionPending) return;
    this.subscriptionPending = false;
    if (this.subscriptionCancelled) return this.leave();
    this.subscribed = true;
    this.emit('pusher:subscription_succeeded', this.success(data, members));
    for (const event of this.early.splice(0)) this.hear(event);
  }

  private failed(cause: PusherError): void {
    const { pusher } = this;
    this.unsubscribe();
    // Of the whole connection: it has told that already.
    if (pusher.connection.state !== 'connected') return;
    this.subscriptionPending = false;
    pusher.log('error', cause.message);
    this.emit('pusher:subscription_error', authError(cause));
    if (this.subscriptionCancelled) this.leave();
  }
}
