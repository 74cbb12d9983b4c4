import { asyncScheduler, Subscription } from 'rxjs';
import type { Observable } from 'rxjs';
import type {
  Cached,
  Channel as RxChannel,
  ChannelAuthorization,
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

/** What there is comes at once. */
const present = <T>(stream$: Observable<T>, next: (value: T) => void) => stream$.subscribe(next).unsubscribe();

const isPrivate = (name: string) => /^pr(ivate|esence)-/.test(name);

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

  /** What was asked ahead of the client underneath. For internal use only. */
  declare asked: Observable<ChannelAuthorization> | undefined;

  declare private life: Subscription | undefined;
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
    const { name, pusher, life, subscriptionCancelled } = this;
    const goes = life && !subscriptionCancelled && pusher.connection.state === 'connected' && isPrivate(name);
    // What is a mistake is thrown below, connection or not.
    if (!goes && event.startsWith('client-') && !isEncryptedName(name)) {
      pusher.log(`${event} on ${name} not sent`);
      return false;
    }
    // What fails later on is among the errors of the client.
    void this.rx.trigger(event as `client-${string}`, data);
    return true;
  }

  /** Asks for a subscription. What `Pusher.subscribe()` does, when there is a connection. */
  subscribe(): void {
    if (this.subscribed) return;
    this.subscriptionPending = true;
    this.subscriptionCancelled = false;
    const { name, pusher } = this;
    let status = '';
    present(this.rx.state$, (state) => (status = state.status));
    // The client underneath has channels wait for each other. Handlers are asked at once, as by pusher-js: some count turns.
    if (isPrivate(name) && typeof pusher.sign === 'function' && /^[uf]/.test(status))
      this.asked = pusher.sign({ socketId: pusher.connection.socket_id, channelName: name });
    // After a reconnect it is asked for by itself.
    if (this.life === undefined) this.begin();
    // Others have it already: the server is not asked. Whoever subscribed has to bind first.
    if (status === 'subscribed') this.life?.add(asyncScheduler.schedule(() => this.join()));
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
    this.asked = undefined;
    if (this.subscriptionCancelled) this.leave();
  }

  /** A frame of this channel, when its events have been told. */
  handleEvent({ event, data }: Frame): void {
    if (event === 'pusher_internal:subscription_count') {
      const { subscription_count } = Object(data) as { subscription_count?: unknown };
      if (typeof subscription_count === 'number') this.subscriptionCount = subscription_count;
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
  private get rx(): RxChannel & PresenceChannel & Cached {
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
    life.add(
      rx.subscribe({
        next: (event) => (this.subscribed ? this.hear(event) : this.early.push(event)),
        error: (cause: unknown) => this.failed(cause as PusherError),
      }),
    );
  }

  /** What the server would have said. */
  private join(): void {
    const { members$, subscriptionCount$, cacheMiss$ } = this.rx;
    let members: RxMembers | undefined;
    if (isPresenceName(this.name)) present(members$, (list) => (members = list));
    this.succeed({}, members);
    const heard = (event: string, data?: unknown) => this.pusher.heard({ event, channel: this.name, data });
    present(subscriptionCount$, (count) => heard('pusher_internal:subscription_count', { subscription_count: count }));
    present(cacheMiss$, () => heard('pusher:cache_miss'));
  }

  private hear({ event, data, userId: user_id }: ChannelEvent): void {
    const { name } = this;
    const metadata = isPresenceName(name) && user_id ? { user_id } : {};
    this.emit(event, data, isEncryptedName(name) ? undefined : metadata);
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
    pusher.log(cause.message);
    this.emit('pusher:subscription_error', authError(cause));
    if (this.subscriptionCancelled) this.leave();
  }
}
