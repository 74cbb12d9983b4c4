import type { Observable } from 'rxjs';
import { filter, Subscription } from 'rxjs';
import type { Frame, Pusher as RxPusher } from '../index.js';
import { createPusher, FrameError, OptionError } from '../index.js';
import { channelAuthorizer, userAuthenticator } from './auth.js';
import type { Channel } from './channel.js';
import { Channels } from './channels.js';
import type { Client } from './client.js';
import { ConnectionManager } from './connection.js';
import { Dispatcher } from './dispatcher.js';
import { shaped } from './errors.js';
import type { Log, LogSettings } from './log.js';
import { logTo } from './log.js';
import type { Config, Options } from './options.js';
import { configOf, rxOptions } from './options.js';
import type { Runtime } from './runtime.js';
import { runtime } from './runtime.js';
import { User } from './user.js';

let made: readonly WeakRef<Pusher>[] = [];

/**
 * A client with the interface of pusher-js, on the client of `rx-pusher`. Connects when it is made. What is bound to it hears
 * the events of all channels.
 */
export class Pusher extends Dispatcher implements Client {
  /** Whether clients connect when they are made. Set it to false to have them wait for `ready()`. */
  static isReady = true;
  /** Logs to the console what happens. */
  static logToConsole = false;
  /** Is given what happens, in words. */
  static log: ((message: string) => void) | undefined;
  /** What plugins use. */
  static Runtime: Runtime = runtime;
  /** Where scripts of the transport `jsonp` leave their answers. */
  static auth_callbacks: Record<string, (data: unknown) => void> = {};

  /** The clients there are; those that nothing refers to any more are gone. */
  static get instances(): Pusher[] {
    return made.flatMap((one) => one.deref() ?? []);
  }

  static set instances(clients: Pusher[]) {
    made = clients.map((one) => new WeakRef(one));
  }

  /** Connects the clients that wait for it. */
  static ready(this: void): void {
    Pusher.isReady = true;
    for (const pusher of Pusher.instances) pusher.connect();
  }

  /** The client underneath: shares the connection and the subscriptions. Another one after `switchCluster()`. */
  declare rx: RxPusher;
  /** The key of the app. */
  declare key: string;
  /** Who signs for channels. For internal use only. */
  declare sign: Client['sign'];
  /** As they were given. */
  declare options: Options;
  /** The options with their defaults in place. */
  declare config: Config;
  /** Logs what happens, if somebody wants to know. */
  readonly log: Log = logTo(this.constructor as unknown as LogSettings);
  /** The channels there are. */
  readonly channels = new Channels();
  /** Where events of all channels are told. */
  readonly global_emitter: Dispatcher = this;
  /** The connection. */
  readonly connection: ConnectionManager = new ConnectionManager(
    this,
    (previous, current) => {
      if (current === 'connected') this.user.begin();
      else if (previous === 'connected') this.user.lost();
    },
    (current) => {
      if (current === 'connected') this.subscribeAll();
      else if (current !== 'unavailable') this.channels.disconnect();
    },
  );
  /** The signed-in user. */
  readonly user = new User(this);

  declare private following: Subscription;

  /** Throws where there is no key or no server, and an `OptionError` for what cannot be used. */
  constructor(key: string, options: Options) {
    super();
    const { wsHost, cluster } = Object(options) as Options;
    for (const [name, value] of Object.entries({ key, options, cluster: wsHost || cluster })) {
      if (value === null || value === undefined) throw new OptionError(name, 'needed');
    }
    // Programs without types give numbers as well.
    this.key = `${key as unknown as number}`;
    this.options = options;
    this.config = configOf(options);
    this.attach();
    Pusher.instances = [...Pusher.instances, this];
    if ((this.constructor as typeof Pusher).isReady) this.connect();
  }

  /** Connects, and connects again whenever the connection is lost, until `disconnect()`. */
  connect(): void {
    this.connection.connect();
  }

  /** Closes the connection, until `connect()`. The channels stay in the table. */
  disconnect(): void {
    this.connection.disconnect();
  }

  /** The channel of that name, subscribed now or when there is a connection. */
  subscribe(name: string): Channel {
    const channel = this.channels.add(name, this);
    if (channel.subscriptionPending && channel.subscriptionCancelled) channel.reinstateSubscription();
    else if (!channel.subscriptionPending && this.connection.state === 'connected') channel.subscribe();
    return channel;
  }

  /** Leaves a channel: now, or when the server has answered what it was asked. */
  unsubscribe(name: string): void {
    const channel = this.channels.find(name);
    if (channel?.subscriptionPending) return channel.cancelSubscription();
    this.channels.remove(name)?.unsubscribe();
  }

  /** Subscribes every channel of the table that is not. */
  subscribeAll(): void {
    for (const { name } of this.allChannels()) this.subscribe(name);
  }

  /** The channel of that name; undefined where it is not in the table, though pusher-js types it so. */
  channel(name: string): Channel {
    return this.channels.find(name) as Channel;
  }

  /** Every channel of the table. */
  allChannels(): Channel[] {
    return this.channels.all();
  }

  /** Writes a frame as it is, at once; false where there is no connection. */
  send_event(event: string, data: unknown, channel?: string): boolean {
    return this.connection.send_event(event, data, channel);
  }

  /** Signs in, now and after each reconnect. */
  signin(): void {
    this.user.signin();
  }

  /** Whether the connection is over TLS. */
  shouldUseTLS(): boolean {
    return this.config.useTLS;
  }

  /** Goes over to another app and cluster; channels and handlers stay. `rx` is another one from then on. */
  switchCluster({ appKey, cluster }: { appKey: string; cluster: string }): void {
    this.key = appKey;
    this.options = { ...this.options, cluster };
    this.config = configOf(this.options);
    this.following.unsubscribe();
    void this.rx.disconnect();
    this.user.end();
    for (const channel of this.allChannels()) channel.unsubscribe();
    this.attach();
    this.connection.restart();
  }

  /** Tells a frame to whom it concerns. For internal use only. */
  heard(frame: Frame): void {
    const { connection } = this;
    const { event, channel, data, userId } = frame;
    if (connection.state !== 'connected' || event === 'pusher:connection_established') return;
    this.log('Event', frame);
    if (event === 'pusher:error') connection.fail(shaped('PusherError', data));
    if (channel !== undefined) this.channels.find(channel)?.handleEvent(frame);
    if (!event.startsWith('pusher_internal:')) this.emit(event, data);
    else if (event === 'pusher_internal:watchlist_events') this.user.watchlist.handleEvent(data);
    connection.emit('message', { event, channel, data, ...(userId && { user_id: userId }) });
  }

  private attach(): void {
    this.sign = channelAuthorizer(this.options, (name) => this.channels.find(name));
    const rx = (this.rx = createPusher(this.key, {
      ...rxOptions(this.options, this.config),
      channelAuthorization: this.sign,
      userAuthentication: userAuthenticator(this.options),
    }));
    const following = (this.following = new Subscription());
    const follow = <T>(stream$: Observable<T>, next: (value: T) => void) => following.add(stream$.subscribe(next));
    follow(rx.errors$, (error) => {
      if (error instanceof FrameError) this.connection.fail(shaped('MessageParseError', error.text, error));
      else this.log(error.message);
    });
    follow(rx.delivered$, (frame) => this.heard(frame));
    // Not where it was before.
    const changes$ = rx.state$.pipe(filter((_, index) => index > 0));
    follow(changes$, (state) => this.connection.follow(state));
    follow(rx.unavailable$, (missing) => {
      if (missing) this.connection.follow({ status: 'unavailable' });
    });
  }
}
