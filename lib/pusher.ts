import type { Observable } from 'rxjs';
import { catchError, distinctUntilChanged, filter, map, merge, NEVER, skip, Subject, take, throwError } from 'rxjs';
import { isLeft } from 'fp-ts/Either';
import { channelAuthorizer, userAuthenticator } from './authorization/authorization.js';
import { authorization } from './channels/authorize.js';
import type { ChannelContext } from './channels/channel.js';
import { AnyKindOfChannel, checkEventName } from './channels/channel.js';
import type { Decoder } from './channels/decoder.js';
import { decoded } from './channels/decoder.js';
import type { Entry } from './channels/entry.js';
import { entryOf } from './channels/kinds.js';
import { receiver } from './channels/receive.js';
import { createRegistry } from './channels/registry.js';
import { isRejection, pendingSubscription } from './channels/rejection.js';
import { createTaps, delivered$, events$, frames$, named$ } from './channels/taps.js';
import { createTrigger } from './channels/trigger.js';
import type { ChannelFor, ChannelMap, EventsOf } from './channels/types.js';
import { createWatch } from './channels/watch.js';
import { createConnection } from './connection/connection.js';
import { createDemand } from './connection/demand.js';
import { platformVisible$ } from './connection/platform.js';
import { serverError } from './connection/session.js';
import type { Session } from './connection/session.js';
import { transport } from './connection/transport.js';
import { unavailability } from './connection/unavailable.js';
import { CallbackError, Disconnected, OptionError, UnknownEventError } from './errors.js';
import type { PusherOptions } from './options.js';
import { TIME } from './option-rules.js';
import { settingsOf } from './options.js';
import { channelKind, validateChannelName } from './protocol/channel-name.js';
import { ERROR, KNOWN } from './protocol/event.js';
import type { WireFrame } from './protocol/frame.js';
import { connectionUrl } from './protocol/url.js';
import { createReport } from './report.js';
import { eager } from './rx/eager.js';
import { Latest } from './rx/latest.js';
import type { Pusher } from './types.js';
import { createSignin } from './user/signin.js';
import { createUser } from './user/user.js';

/** A client of the app of that key. Throws an `OptionError` at once if an option cannot be used; reads no global. */
export const createPusher = <M = ChannelMap>(key: string, options: PusherOptions): Pusher<M> => {
  const { endpoint, client, times, ...settings } = settingsOf(key, options);
  const { errors$, report, debug } = createReport(options.logger);
  const { encryption } = options;
  const demand = createDemand();
  const online$ = settings.online$.pipe(
    catchError((cause: unknown) => {
      report(new CallbackError('online$', cause));
      return NEVER;
    }),
  );

  const { links$, frames$: received$ } = createConnection(
    {
      ...times,
      ...settings,
      online$,
      open: (secure, frames) =>
        transport(
          connectionUrl(key, endpoint(secure), secure, client),
          frames,
          options.WebSocketCtor,
          options.webSocketOptions,
        ),
      check$: merge(online$.pipe(skip(1)), platformVisible$),
    },
    demand,
  );
  const session = (): Session | undefined => links$.value.session;

  const control$ = new Subject<WireFrame>();
  const signin = createSignin({
    authenticate: userAuthenticator(options.userAuthentication, settings),
    control$,
    ended: (of) => links$.pipe(filter((link) => link.session !== of)),
    timeout: times.subscriptionTimeout,
    report,
  });

  const authorizeChannel = channelAuthorizer(options.channelAuthorization, settings);
  const taps = createTaps();
  const entries = new Map<string, Entry>();
  const watch = createWatch(entries);
  const registry = createRegistry(entries, {
    ...times,
    create: (name) =>
      entryOf(name, {
        encryption,
        taps,
        signedIn: signin.member,
        reauthorize: (channelName) => authorizeChannel({ socketId: session()?.socketId ?? '', channelName }),
        report,
      }),
    authorize: authorization(authorizeChannel, signin.on),
    hold: demand.hold,
    ask: demand.ask,
    changed: ({ name, state }) => {
      watch.changed(name, state);
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
    if (!KNOWN.has(frame.event)) return report(new UnknownEventError(frame.event, undefined));
    if (frame.event !== ERROR) return control$.next(frame);
    const error = serverError(frame);
    const [owner, other] = [pendingSubscription(registry), signin.pending()].filter((one) => one !== undefined);
    if (owner !== undefined && other === undefined && isRejection(error)) owner(error);
    else report(error);
  };

  received$.subscribe(receiver({ registry, taps, control, report }));
  // Channels follow when all who watch the state have heard it, also where one of them has just changed it.
  const told$ = new Latest(links$.value, (link) => {
    registry.follow(link);
    trigger.follow(link.session);
  });
  const state$ = told$.pipe(map(({ state }) => state));
  links$.subscribe((link) => {
    debug(`connection ${link.state.status}`);
    told$.next(link);
  });

  return {
    key,
    state$,
    socketId$: state$.pipe(
      map((state) => (state.status === 'connected' ? state.socketId : undefined)),
      distinctUntilChanged(),
    ),
    unavailable$: unavailability(links$, times.unavailableTimeout),
    channels$: watch.channels$,
    frames$: frames$(taps),
    delivered$: delivered$(taps),
    events$: events$(taps),
    errors$,

    on: <T>(event: string, decoder?: Decoder<T>) => {
      checkEventName(event);
      const data$ = named$(taps, event);
      return (decoder === undefined ? data$ : data$.pipe(decoded(decoder, event, undefined, report))) as Observable<T>;
    },

    connect: () => {
      // Held first: let go before, it would be idle for a moment.
      const held = demand.hold();
      demand.unlatch();
      return held;
    },

    disconnect: () => {
      trigger.disconnected();
      demand.latch();
      return eager(
        links$.pipe(
          // Closed, or taken back by connect() meanwhile.
          filter(
            ({ state: { status } }, index) => status === 'disconnected' || (index > 0 && status !== 'disconnecting'),
          ),
          take(1),
          map(() => undefined),
        ),
      );
    },

    ping: (timeout = times.pongTimeout) => {
      if (!TIME[0](timeout)) throw new OptionError('timeout', `not ${TIME[1]}`);
      return eager(session()?.ping(timeout) ?? throwError(() => new Disconnected()));
    },

    // What is undefined is left out of the frame.
    send: (event, data, channel) => session()?.send({ event, data, channel }) ?? false,

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
