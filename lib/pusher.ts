import type { Observable, Subscription } from 'rxjs';
import { merge, of, ReplaySubject, Subject, throwError } from 'rxjs';
import { distinctUntilChanged, filter, map, mergeMap, skip, take } from 'rxjs';
import { isLeft } from 'fp-ts/Either';
import { channelAuthorizer, userAuthenticator } from './authorization/authorization.js';
import { createCache } from './channels/cache.js';
import type { ChannelContext } from './channels/channel.js';
import { AnyKindOfChannel, checkEventName } from './channels/channel.js';
import type { Decoder } from './channels/decoder.js';
import { decoded } from './channels/decoder.js';
import { createEncrypted } from './channels/encrypted.js';
import type { Entry } from './channels/entry.js';
import { createEntry } from './channels/entry.js';
import { createPresence } from './channels/presence.js';
import { deliver } from './channels/emit.js';
import { pendingSubscription, receiver } from './channels/receive.js';
import { createRegistry } from './channels/registry.js';
import { createTaps, events$, frames$, named$ } from './channels/taps.js';
import { createTrigger } from './channels/trigger.js';
import type { ChannelEvent, ChannelFor, ChannelMap, EventsOf, SubscriptionState } from './channels/types.js';
import { createWatch } from './channels/watch.js';
import { createConnection } from './connection/connection.js';
import { createDemand } from './connection/demand.js';
import { platformVisible$ } from './connection/platform.js';
import { serverError } from './connection/session.js';
import type { Session } from './connection/session.js';
import type { ConnectionState } from './connection/state.js';
import { transport } from './connection/transport.js';
import { unavailability } from './connection/unavailable.js';
import type { PusherError } from './errors.js';
import { Disconnected, OptionError } from './errors.js';
import type { PusherOptions } from './options.js';
import { settingsOf } from './options.js';
import { channelKind, SERVER_TO_USER, validateChannelName } from './protocol/channel-name.js';
import { ERROR } from './protocol/event.js';
import type { Frame, WireFrame } from './protocol/frame.js';
import type { ChannelAuthorization } from './protocol/payload.js';
import { connectionUrl } from './protocol/url.js';
import { createReport } from './report.js';
import { Latest } from './rx/latest.js';
import { createSignin } from './user/signin.js';
import type { User } from './user/user.js';
import { createUser } from './user/user.js';

/**
 * A client of one app. It does nothing by itself: the first channel somebody subscribes to opens the connection, the last
 * one left closes it. Its own streams are passive, watching them wants nothing, and they neither complete nor error.
 */
export interface Pusher<M = ChannelMap> {
  readonly key: string;
  /** Replays. What the connection is doing. */
  readonly state$: Observable<ConnectionState>;
  /** Replays. The id of the present connection. */
  readonly socketId$: Observable<string | undefined>;
  /** Replays. Whether the connection has been wanted and absent for `unavailableTimeout` ms. */
  readonly unavailable$: Observable<boolean>;
  /** Replays. Every wanted channel with the state of its subscription; an old map stays as it was. */
  readonly channels$: Observable<ReadonlyMap<string, SubscriptionState>>;
  /** Every frame that comes, decoded, before anything else is done with it. */
  readonly frames$: Observable<Frame>;
  /** The application events of every wanted channel, once for each frame. */
  readonly events$: Observable<ChannelEvent>;
  /** What no other stream owns: malformed frames, data that does not decode, errors of the server without an owner. */
  readonly errors$: Observable<PusherError>;
  /** The data of the events of one name, whichever wanted channel they come on. Throws for names of the protocol. */
  on<T = unknown>(event: string, decoder?: Decoder<T>): Observable<T>;
  /** Wants the connection, channels or not, until unsubscribed; takes `disconnect()` back. */
  connect(): Subscription;
  /** Closes the connection, whoever wants it, until `connect()`. Eager; emits once when it is closed and completes. */
  disconnect(): Observable<void>;
  /** Round trip of a ping in ms. Eager, replays; errors `Disconnected`, or `ConnectionTimeout` after `pongTimeout` ms. */
  ping(): Observable<number>;
  /** The channel of that name. Throws if the name, or the use of it, is not allowed. */
  channel<N extends string>(name: N): ChannelFor<N, EventsOf<M, N>>;
  channel<N extends string, E, I = unknown>(name: N): ChannelFor<N, E, I>;
  readonly user: User;
}

/** A client of the app of that key. Throws an `OptionError` at once if an option cannot be used; reads no global. */
export const createPusher = <M = ChannelMap>(key: string, options: PusherOptions): Pusher<M> => {
  const { endpoint, client, times, ...settings } = settingsOf(key, options);
  const { errors$, report, debug } = createReport(options.logger);
  const { encryption } = options;
  const demand = createDemand();

  const { links$, frames$: received$ } = createConnection(
    {
      ...times,
      ...settings,
      open: (secure, frames) =>
        transport(
          connectionUrl(key, endpoint(secure), secure, client),
          frames,
          options.WebSocketCtor,
          options.webSocketOptions,
        ),
      check$: merge(settings.online$.pipe(skip(1)), platformVisible$),
    },
    demand,
  );
  const state$ = new Latest<ConnectionState>(links$.value.state);
  const session = (): Session | undefined => links$.value.session;

  const control$ = new Subject<WireFrame>();
  const signin = createSignin({
    authenticate: userAuthenticator(options.userAuthentication, settings),
    control$,
    ended: (of) => links$.pipe(filter((link) => link.session !== of)),
    timeout: times.subscriptionTimeout,
  });

  const authorizeChannel = channelAuthorizer(options.channelAuthorization, settings);
  const authorize = ({ name, kind }: Entry, { socketId }: Session, on: Session) => {
    if (name.startsWith(SERVER_TO_USER)) {
      return signin.on(on).pipe(
        filter(({ id }) => name === SERVER_TO_USER + id),
        map((): ChannelAuthorization => ({ auth: '' })),
      );
    }
    if (kind.type === 'public') return undefined;
    const authorized$ = authorizeChannel({ socketId, channelName: name });
    if (kind.type !== 'presence') return authorized$;
    return authorized$.pipe(
      mergeMap((authorization) =>
        authorization.channel_data === undefined ? signin.on(on).pipe(map(() => authorization)) : of(authorization),
      ),
    );
  };

  const taps = createTaps();
  const entries = new Map<string, Entry>();
  const watch = createWatch(entries);

  const create = (name: string): Entry => {
    const kind = channelKind(name);
    const presence =
      kind.type === 'presence'
        ? createPresence(
            name,
            () => {
              const user = signin.current();
              return user && { id: user.id, info: user.user_info };
            },
            report,
          )
        : undefined;
    const cache = kind.cache ? createCache() : undefined;
    const encrypted =
      kind.type === 'encrypted' && encryption !== undefined
        ? createEncrypted({
            channel: name,
            encryption,
            reauthorize: () => authorizeChannel({ socketId: session()?.socketId ?? '', channelName: name }),
            deliver: (frame) => deliver(entry, taps, frame, 1),
            report,
          })
        : undefined;
    const entry: Entry = createEntry(name, kind, {
      presence,
      cache,
      features: [encrypted, presence, cache].filter((feature) => feature !== undefined),
    });
    return entry;
  };

  const registry = createRegistry(entries, {
    ...times,
    create,
    authorize: (entry, on) => authorize(entry, on, on),
    hold: demand.hold,
    ask: demand.ask,
    changed: ({ name, state }, wanted) => {
      watch.changed(name, state, wanted);
      if (state.status === 'subscribed') trigger.flush();
    },
    report,
  });
  const trigger = createTrigger({
    registry,
    pace: settings.clientEvents,
    timeout: times.subscriptionTimeout,
    report,
  });
  const context: ChannelContext = { registry, watch, trigger: trigger.trigger, report };

  const control = (frame: WireFrame): void => {
    if (session() === undefined) return;
    if (frame.event !== ERROR) return control$.next(frame);
    const error = serverError(frame);
    const owners = [pendingSubscription(registry), signin.pending()].filter((owner) => owner !== undefined);
    const [owner, other] = owners;
    if (owner !== undefined && other === undefined && isRejection(error.code)) owner(error);
    else report(error);
  };

  received$.subscribe(receiver({ registry, taps, control, report }));
  links$.subscribe((link) => {
    debug(`connection ${link.state.status}`);
    state$.next(link.state);
    registry.follow(link);
    trigger.follow(link.session);
  });

  return {
    key,
    state$: state$.pipe(),
    socketId$: state$.pipe(
      map((state) => (state.status === 'connected' ? state.socketId : undefined)),
      distinctUntilChanged(),
    ),
    unavailable$: unavailability(links$, times.unavailableTimeout),
    channels$: watch.channels$,
    frames$: frames$(taps),
    events$: events$(taps),
    errors$,

    on: <T>(event: string, decoder?: Decoder<T>) => {
      checkEventName(event);
      const data$ = named$(taps, event);
      return (decoder === undefined ? data$ : data$.pipe(decoded(decoder, event, undefined, report))) as Observable<T>;
    },

    connect: () => {
      demand.unlatch();
      return demand.hold();
    },

    disconnect: () => {
      const outcome = new ReplaySubject<void>(1);
      trigger.disconnected();
      demand.latch();
      links$
        .pipe(
          filter(
            ({ state: { status } }, index) => status === 'disconnected' || (index > 0 && status !== 'disconnecting'),
          ),
          take(1),
          map(() => undefined),
        )
        .subscribe(outcome);
      return outcome.asObservable();
    },

    ping: () => {
      const outcome = new ReplaySubject<number>(1);
      (session()?.ping() ?? throwError(() => new Disconnected())).subscribe(outcome);
      return outcome.asObservable();
    },

    channel: <N extends string>(name: N) => {
      const valid = validateChannelName(name);
      if (isLeft(valid)) throw valid.left;
      if (channelKind(name).type === 'encrypted' && encryption === undefined) {
        throw new OptionError('encryption', `needed for ${name}: import { encryption } from 'rx-pusher/encryption'`);
      }
      return new AnyKindOfChannel(context, name) as unknown as ChannelFor<N, EventsOf<M, N>>;
    },

    user: createUser({
      context,
      signin,
      links$,
      control$,
      hold: demand.hold,
      linger: times.linger,
    }),
  };
};

/** Codes that may refuse a subscription or a sign-in: 4009; Reverb's 4200 for what it does not know; none at all. */
const isRejection = (code: number | null): boolean => code === null || code === 4009 || code === 4200;
