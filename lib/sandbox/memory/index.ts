import type { Observable } from 'rxjs';
import { Subject } from 'rxjs';
import type { Happening } from '../driver.js';
import { drive } from '../driver.js';
import type { ConnectionId, Post } from '../engine/effect.js';
import type { Engine } from '../engine/index.js';
import type { ReceivedText } from '../sandbox.js';
import type { HttpFetch } from '../../connection/transports.js';
import { createSessions, heartbeatOf } from '../http/sessions.js';
import type { Condition, Latency } from './condition.js';
import { forRequests, forSockets } from './condition.js';
import type { MemoryFetch } from './fetch.js';
import { createFetch } from './fetch.js';
import { createLine } from './line.js';
import { createService, stepOf } from './service.js';
import type { MemorySocket, ServerEnd } from './socket.js';
import { createSocket } from './socket.js';
import { createStream } from './stream.js';

export type { Condition, Latency } from './condition.js';
export type { MemorySocket } from './socket.js';

/** A network of one server in memory: every step goes through rxjs's schedulers, so virtual time drives it. */
export interface MemoryNetwork {
  /** Clients' `WebSocketCtor`. */
  readonly WebSocket: new (url: string, protocols?: string | string[]) => MemorySocket;
  /** Clients' `fetch`: the HTTP API and the auth endpoints, whatever the host of the URL. */
  readonly fetch: MemoryFetch;
  /** `fetch` of the HTTP transports: streaming and polling, whatever the host of the URL. */
  readonly stream: HttpFetch;
  /** Passive: every socket that clients ask for, whether or not it opens, and every session over HTTP. */
  readonly sockets$: Observable<{ readonly connection: ConnectionId; readonly url: string }>;
  /** Passive: every socket that has closed, or failed to open. */
  readonly closes$: Observable<ConnectionId>;
  /** Passive: every request of a transport over HTTP. */
  readonly requests$: Observable<string>;
  /** Passive: every text that arrives at the server. */
  readonly received$: Observable<ReceivedText>;
  /** Passive: the webhooks, which nobody posts. */
  readonly webhooks$: Observable<Post>;
  /** How the network is from now on. */
  readonly become: (condition: Condition) => void;
  /** Holds for what is sent from now on. */
  readonly delay: (latency: Latency) => void;
  /** Ends one socket, or all, as a server does that has forgotten them; 1006, the default, without a farewell. */
  readonly drop: (code?: number, reason?: string, connection?: ConnectionId) => void;
  /** Text from the server that the engine did not say, to one socket or all. */
  readonly inject: (text: string, connection?: ConnectionId) => void;
  /** Straight to the engine: publishes, or plays a client whose connection id is no socket's. */
  readonly handle: (happening: Happening) => void;
  readonly snapshot: Engine['snapshot'];
  /** Nothing happens any more, and no timer of the server's is left. */
  readonly stop: () => void;
}

/** Puts an engine on a network in memory. */
export const createMemoryNetwork = (engine: Engine, latency: Latency = {}): MemoryNetwork => {
  const sockets = new Subject<{ connection: ConnectionId; url: string }>();
  const closes = new Subject<ConnectionId>();
  const received = new Subject<ReceivedText>();
  const webhooks = new Subject<Post>();
  const requests = new Subject<string>();
  const ends = new Map<ConnectionId, ServerEnd>();
  let condition: Condition = 'up';
  let delays = latency;
  let count = 0;

  const upDelay = () => delays.up ?? 0;
  const downDelay = () => delays.down ?? 0;

  const { handle, stop } = drive(engine, (effect) => {
    if (effect.type === 'webhook') webhooks.next(effect);
    else if (effect.type === 'respond') respond(effect);
    else if (sessions.carryOut(effect)) return;
    else if (effect.type === 'send') ends.get(effect.connection)?.send(effect.text);
    else end(effect.connection, effect.code, effect.reason);
  });
  const end = (connection: ConnectionId, code: number, reason: string): void => {
    ends.get(connection)?.close(code, reason);
    ends.delete(connection);
  };
  const each = (connection: ConnectionId | undefined): readonly ConnectionId[] =>
    connection === undefined ? [...ends.keys(), ...sessions.connections()] : [connection];

  const [request, respond] = createFetch({
    condition: () => forRequests(condition),
    up: createLine(upDelay),
    down: createLine(downDelay),
    thinks: () => delays.request ?? 0,
    handle,
  });
  const services = new Map<ConnectionId, ReturnType<typeof createService>>();
  const sessions = createSessions({
    path: '',
    heartbeat: heartbeatOf(engine),
    handle: (happening) => {
      const serve = 'connection' in happening && services.get(happening.connection ?? '');
      if (happening.type === 'received') received.next(happening);
      if (serve && happening.type === 'opened') serve('handshake', () => handle(happening));
      else if (serve && happening.type === 'received') serve(stepOf(happening.text), () => handle(happening));
      else handle(happening);
    },
    opened: (connection, url) => {
      services.set(
        connection,
        createService(() => delays),
      );
      sockets.next({ connection, url });
    },
    ended: (connection) => {
      services.delete(connection);
      closes.next(connection);
    },
  });
  const stream = createStream({ condition: () => forRequests(condition), up: upDelay, down: downDelay }, sessions);

  const connect = (url: string, protocols: string | string[] = ''): MemorySocket => {
    // Throws where a WebSocket would: for a URL that is none.
    const { pathname, search, protocol } = new URL(url);
    count += 1;
    const connection = count;
    const serve = createService(() => delays);
    const [socket, serverEnd] = createSocket(url, [protocols].flat()[0] ?? '', {
      condition: () => forSockets(condition),
      up: createLine(upDelay),
      down: createLine(downDelay),
      opened: () =>
        serve('handshake', () => {
          // It may have been dropped meanwhile.
          if (!ends.has(connection)) return;
          handle({ type: 'opened', connection, url: pathname + search, secure: protocol === 'wss:' });
        }),
      received: (text) => {
        received.next({ connection, text });
        serve(stepOf(text), () => handle({ type: 'received', connection, text }));
      },
      closed: () => {
        ends.delete(connection);
        handle({ type: 'closed', connection });
      },
      ended: () => closes.next(connection),
    });
    ends.set(connection, serverEnd);
    sockets.next({ connection, url });
    return socket;
  };

  return {
    // A function that returns an object can be called with `new`.
    WebSocket: function (url: string, protocols?: string | string[]) {
      return connect(url, protocols);
    } as unknown as MemoryNetwork['WebSocket'],
    fetch: request,
    stream: (url, given) => {
      requests.next(url);
      return stream(url, given);
    },
    requests$: requests.asObservable(),
    sockets$: sockets.asObservable(),
    closes$: closes.asObservable(),
    received$: received.asObservable(),
    webhooks$: webhooks.asObservable(),
    become(next) {
      condition = next;
    },
    delay(next) {
      delays = next;
    },
    drop(code = 1006, reason = '', connection) {
      for (const id of each(connection)) {
        handle({ type: 'closed', connection: id });
        if (!sessions.carryOut({ type: 'close', connection: id, code, reason })) end(id, code, reason);
      }
    },
    inject(text, connection) {
      for (const id of each(connection)) {
        if (!sessions.carryOut({ type: 'send', connection: id, text })) ends.get(id)?.send(text);
      }
    },
    handle,
    snapshot: engine.snapshot,
    stop() {
      stop();
      sessions.stop();
    },
  };
};
