import type { Either } from 'fp-ts/Either';
import { left, right } from 'fp-ts/Either';
import { quote } from '../../text.js';
import { CONNECTION_ESTABLISHED } from '../../protocol/event.js';
import { PROTOCOL_VERSION } from '../../protocol/url.js';
import type { Opened } from './input.js';
import { watchAuthorization, watchSilence } from './keep-alive.js';
import { encoded, send } from './send.js';
import type { App, Connection } from './state.js';
import { decodeSegment, parseTarget } from './target.js';
import type { World } from './world.js';

/** The code and reason a connection is closed with before its handshake. */
export interface Refusal {
  readonly code: number;
  readonly reason: string;
}
const refuse = (code: number, reason: string) => left<Refusal>({ code, reason });

interface Admitted {
  readonly app: App;
  readonly protocol: number;
}

/** What the URL of a connection asks for, or the close code that answers it. */
const admit = (world: World, input: Opened): Either<Refusal, Admitted> => {
  const { path, query } = parseTarget(input.url);
  const key = path.startsWith(`${world.path}/app/`) ? decodeSegment(path.slice(world.path.length + 5)) : '';
  if (key === '' || key.includes('/')) return refuse(4005, `Path ${quote(path, 60)} not found`);
  const protocol = query.get('protocol');
  if (protocol === null || protocol === '') return refuse(4008, 'No protocol version supplied');
  if (!/^[1-9]$/.test(protocol) || Number(protocol) > PROTOCOL_VERSION)
    return refuse(4007, `Unsupported protocol version ${quote(protocol, 20)}`);
  const version = query.get('version');
  if (version !== null && !/^\d+(\.\d+){0,3}([-+.][\w.+-]{1,40})?$/.test(version))
    return refuse(4006, `Invalid version string format ${quote(version, 20)}`);
  const app = world.apps.get(key);
  if (app === undefined)
    return refuse(4001, `App key ${quote(key, 30)} not in this cluster. Did you forget to specify the cluster?`);
  return allowed(world, input, app) ?? right({ app, protocol: Number(protocol) });
};

const allowed = (world: World, { secure, origin }: Opened, { settings, connections }: App) => {
  if (settings.forceTLS && secure !== true) return refuse(4000, 'Application only accepts SSL connections');
  if (!settings.enabled) return refuse(4003, 'Application disabled');
  if (origin !== undefined && !world.allowsOrigin(origin))
    return refuse(4009, `Origin ${quote(origin, 60)} not allowed`);
  if (connections.size >= settings.maxConnections) return refuse(4004, 'Application is over connection quota');
  return world.connections.size >= world.maxConnections ? refuse(4100, 'Over capacity') : undefined;
};

/** Shakes hands, or says with which code not to. */
export const open = (world: World, input: Opened): Either<Refusal, Connection> => {
  const admitted = admit(world, input);
  if (admitted._tag === 'Left') return admitted;
  const { app, protocol } = admitted.right;
  const connection: Connection = {
    id: input.connection,
    app,
    socketId: world.socketId(),
    protocol,
    channels: new Map(),
    timers: new Set(),
    heardAt: app.host.now(),
    authorized: false,
    user: undefined,
    clientEvents: [],
  };
  app.connections.add(connection);
  send(connection, {
    event: CONNECTION_ESTABLISHED,
    data: encoded({ socket_id: connection.socketId, activity_timeout: app.settings.activityTimeout / 1_000 }),
  });
  watchSilence(connection);
  watchAuthorization(connection);
  return right(connection);
};
