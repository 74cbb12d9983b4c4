import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { defer, distinctUntilChanged } from 'rxjs';
import { channelAuthorizer, userAuthenticator } from '../authorization/authorization.js';
import type { ChannelAuthorizer, UserAuthenticator } from '../authorization/authorizer.js';
import type { HttpAuthorization } from '../authorization/http-authorization.js';
import { Latest } from '../rx/latest.js';
import { createKnownClaims } from './known-claims.js';
import type { Link } from './link.js';
import { createLink } from './link.js';
import { once } from './once.js';
import type { OpenPort } from './port.js';
import { signature } from './signature.js';

/**
 * What a tab is connected by: a `worker` or a leading `tab` that all share, a connection of its `own` where the platform has
 * neither, or `none` at the moment.
 */
export type SharedBy = 'worker' | 'tab' | 'own' | 'none';

/** One connection for all tabs: the value of the option `WebSocketCtor`, and what else tabs can share. */
export interface SharedSocket {
  /** Called by the client, for each attempt at a connection. */
  new (url: string, protocols?: string | string[], options?: object): unknown;
  /** Passive. What this tab is connected by; begins with the present. */
  readonly connected$: Observable<SharedBy>;
  /**
   * Passive. Whether this tab is the one, of all that share the connection, to do what only one should do; begins with the
   * present. At most one tab is at a time, but one that has stopped altogether learns of its successor when it goes on. False
   * without a connection, true where the connection is this tab's own.
   */
  readonly leader$: Observable<boolean>;
  /**
   * Lets a value through in one tab only: in the first that claims its `key`, which has to name the event and nothing else, as
   * the id of an invoice. At most once: what is claimed by a tab that dies, or while the connection changes hands, is done by
   * none, as what was published in such a gap is heard by none; `resumed$` says when to look. Keys are remembered as long as a
   * tab lives that has seen them, the last 1,000 of them; up to 1,000 characters each. Errors as the source does, and with a
   * `CallbackError` if `key` throws.
   */
  once<T>(key: (value: T) => string): MonoTypeOperatorFunction<T>;
  /**
   * The value of the option of that name: one tab asks for each signature, and all have it. Give it what the option would be.
   * Throws an `OptionError` for an endpoint that cannot be used.
   */
  channelAuthorization(option?: ChannelAuthorizer | HttpAuthorization): ChannelAuthorizer;
  /** The same for the user. */
  userAuthentication(option?: UserAuthenticator | HttpAuthorization): UserAuthenticator;
}

/** How a socket is to be opened. */
export interface Way {
  readonly by: 'worker' | 'tab';
  readonly openPort: OpenPort;
}

export interface SharedHost {
  /** The way to an address; undefined: the platform has none. */
  readonly way: (url: string) => Way | undefined;
  /** A connection of the tab's own, and what to do when it ends. */
  readonly own: (
    url: string,
    protocols: string | string[] | undefined,
    options: object | undefined,
    ended: () => void,
  ) => object;
  readonly random: () => number;
}

/** The state of one tab: its links, the newest last, and which of them leads. */
const createState = () => {
  const links = new Map<Link, 'worker' | 'tab'>();
  const owned = new Set<object>();
  const connected = new Latest<SharedBy>('none');
  const leads = new Latest<boolean>(false);
  const leading = new Set<Link>();
  const tell = (): void => {
    connected.next([...links.values()].at(-1) ?? (owned.size > 0 ? 'own' : 'none'));
    leads.next(leading.size > 0 || (links.size === 0 && owned.size > 0));
  };
  return { links, owned, connected, leads, leading, tell };
};

type State = ReturnType<typeof createState>;

/** What is asked for once for all tabs: by the link that a request is of, otherwise by this tab alone. */
const authorizations = (
  { links }: State,
  host: SharedHost,
): Pick<SharedSocket, 'channelAuthorization' | 'userAuthentication'> => {
  const linkOf = (socketId: string): Link | undefined => [...links.keys()].find((link) => link.socketId() === socketId);
  const once$ = <A>(socketId: string, channel: string | undefined, own$: Observable<A>): Observable<A> =>
    defer(() => {
      const link = linkOf(socketId);
      return link === undefined ? own$ : signature(link, channel, own$);
    });
  return {
    channelAuthorization: (option) => {
      const own = channelAuthorizer(option, host);
      return (request) => once$(request.socketId, request.channelName, own(request));
    },
    userAuthentication: (option) => {
      const own = userAuthenticator(option, host);
      return (request) => once$(request.socketId, undefined, own(request));
    },
  };
};

/** What `shared()` gives, for whatever carries messages to the broker. */
export const createShared = (host: SharedHost): SharedSocket => {
  const state = createState();
  const { links, owned, connected, leads, leading, tell } = state;
  const known = createKnownClaims();

  const connectOwn = (url: string, protocols?: string | string[], options?: object): object => {
    const token = {};
    owned.add(token);
    tell();
    return host.own(url, protocols, options, () => {
      if (owned.delete(token)) tell();
    });
  };

  const connect = (url: string, protocols?: string | string[], options?: object): object => {
    const way = host.way(url);
    if (way === undefined) return connectOwn(url, protocols, options);
    const [socket, link] = createLink(url, known.list(), way.openPort, (ended) => {
      links.delete(ended);
      leading.delete(ended);
      tell();
    });
    links.set(link, way.by);
    link.controls$.subscribe(({ type }) => {
      if (type !== 'leads') return;
      leading.add(link);
      tell();
    });
    tell();
    return socket;
  };

  const newest = (): Link | 'own' | undefined => [...links.keys()].at(-1) ?? (owned.size > 0 ? 'own' : undefined);

  // A function that returns an object can be called with `new`.
  const ctor = function (url: string, protocols?: string | string[], options?: object) {
    return connect(url, protocols, options);
  } as unknown as new (url: string, protocols?: string | string[], options?: object) => unknown;

  return Object.assign(ctor, {
    connected$: connected.pipe(distinctUntilChanged()),
    leader$: leads.pipe(distinctUntilChanged()),
    once: (key) => once(key, newest, known),
    ...authorizations(state, host),
  } satisfies Omit<SharedSocket, never>);
};
