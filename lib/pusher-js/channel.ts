import { asapScheduler, Subscription, take } from 'rxjs';
import type { Cached, Channel as RxChannel, ChannelEvent, Frame, Pusher, PusherError } from '../index.js';
import { ChannelNameError, EventNameError } from '../index.js';
import { isEncryptedName, isPresenceName, isPrivateName } from '../index.js';
import type { Metadata } from './dispatcher.js';
import { Dispatcher } from './dispatcher.js';
import { authError } from './errors.js';
import type { Log } from './log.js';

/** What a channel knows of its client. */
export interface Client {
  /** The client underneath. */
  readonly rx: Pusher;
  /** Its connection. */
  readonly connection: { readonly state: string };
  /** Leaves a channel. */
  unsubscribe(name: string): void;
}

/** What else a channel is given. */
export interface Surroundings {
  readonly log: Log;
  /** Takes the channel out of the table. */
  readonly forget: (channel: Channel) => void;
}

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

  protected life: Subscription | undefined;
  /** What was heard before the subscription was told of. */
  private early: ChannelEvent[] = [];

  constructor(
    /** As it was asked for. */
    readonly name: string,
    /** Whose it is. */
    readonly pusher: Client,
    private readonly around: Surroundings,
  ) {
    super((event) => around.log('log', `No handlers on ${name} for ${event}`));
  }

  /** Sends a client event: at once, or when the channel is subscribed; false where it is not going to be. */
  trigger(event: string, data?: unknown): boolean {
    const { name, pusher, around } = this;
    if (!event.startsWith('client-')) throw new EventNameError(event, 'client events begin with client-');
    if (isEncryptedName(name)) throw new ChannelNameError(name, 'clients cannot send events on encrypted channels');
    const possible = this.life !== undefined && !this.subscriptionCancelled && pusher.connection.state === 'connected';
    if (!possible || !(isPrivateName(name) || isPresenceName(name))) {
      around.log('warn', `${event} on ${name} was not sent`);
      return false;
    }
    (pusher.rx.channel(name) as unknown as { trigger: ReturnType<typeof pusher.rx.channel<'private-'>>['trigger'] })
      .trigger(event as `client-${string}`, data)
      .subscribe({ error: (error: PusherError) => around.log('warn', error.message) });
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
    if (event === 'pusher_internal:subscription_succeeded') {
      if (this.isThere()) this.succeed(data);
    } else if (event === 'pusher_internal:subscription_count') {
      const count = (data as { subscription_count?: unknown } | null | undefined)?.subscription_count;
      if (typeof count === 'number') this.subscriptionCount = count;
      this.emit('pusher:subscription_count', data);
    } else if (event.startsWith('pusher:') && event !== 'pusher:subscription_error') this.emit(event, data, {});
  }

  /** What the success of a subscription brings. */
  protected success(data: unknown): unknown {
    return data;
  }

  /** What comes with the data of an event. */
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- those of presence channels look at it
  protected metadata(_event: ChannelEvent): Metadata | undefined {
    return isEncryptedName(this.name) ? undefined : {};
  }

  /** Listens, for as long as the channel is wanted. */
  protected begin(): void {
    const there = this.isThere();
    const life = (this.life = new Subscription());
    life.add(
      this.pusher.rx.channel(this.name).subscribe({
        next: (event) => (this.subscribed ? this.hear(event) : this.early.push(event)),
        error: (cause: PusherError) => this.failed(cause),
      }),
    );
    // Others have it already: the server is not asked, and whoever subscribed has to bind first.
    if (there) life.add(asapScheduler.schedule(() => this.join()));
  }

  private isThere(): boolean {
    let there = false;
    this.pusher.rx
      .channel(this.name)
      .state$.pipe(take(1))
      .subscribe(({ status }) => (there = status === 'subscribed'));
    return there;
  }

  /** What the server would have said. */
  private join(): void {
    this.succeed({});
    const { subscriptionCount$, cacheMiss$ } = this.pusher.rx.channel(this.name) as RxChannel & Partial<Cached>;
    const present = new Subscription();
    present.add(
      subscriptionCount$.subscribe((subscription_count) => {
        this.handleEvent({ event: 'pusher_internal:subscription_count', data: { subscription_count } });
      }),
    );
    present.add(cacheMiss$?.subscribe(() => this.emit('pusher:cache_miss', undefined, {})));
    present.unsubscribe();
  }

  private hear(event: ChannelEvent): void {
    this.emit(event.event, event.data, this.metadata(event));
  }

  private leave(): void {
    this.unsubscribe();
    this.around.forget(this);
  }

  private succeed(data: unknown): void {
    if (!this.subscriptionPending) return;
    this.subscriptionPending = false;
    if (this.subscriptionCancelled) return this.leave();
    this.subscribed = true;
    this.emit('pusher:subscription_succeeded', this.success(data));
    for (const event of this.early.splice(0)) this.hear(event);
  }

  private failed(cause: PusherError): void {
    const { pusher, around } = this;
    this.unsubscribe();
    // Of the whole connection: it has told that already.
    if (pusher.connection.state !== 'connected') return;
    this.subscriptionPending = false;
    around.log('error', cause.message);
    this.emit('pusher:subscription_error', authError(cause));
    if (this.subscriptionCancelled) around.forget(this);
  }
}
