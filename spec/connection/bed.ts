import { asyncScheduler, NEVER } from 'rxjs';
import type { Observable } from 'rxjs';
import { createConnection } from '../../lib/connection/connection.js';
import type { Connection } from '../../lib/connection/connection.js';
import { createDemand } from '../../lib/connection/demand.js';
import type { Demand } from '../../lib/connection/demand.js';
import type { ConnectionSnapshot, ConnectionState } from '../../lib/connection/state.js';
import { transport } from '../../lib/connection/transport.js';
import type { PusherOptions } from '../../lib/options.js';
import { settingsOf } from '../../lib/options.js';
import { connectionUrl } from '../../lib/protocol/url.js';
import { Latest } from '../../lib/rx/latest.js';
import type { ScriptedNetwork, Step } from '../support/scripted-socket.js';
import { scriptedNetwork } from '../support/scripted-socket.js';

/** A state in one line. */
export const told = (state: ConnectionState): string => {
  if (state.status === 'connecting') return `connecting ${state.attempt}`;
  if (state.status === 'connected') return `connected ${state.socketId}`;
  if (state.status === 'waiting') return `waiting ${state.attempt}, ${state.delay}: ${state.cause.message}`;
  return state.status === 'failed' ? `failed: ${state.cause.message}` : state.status;
};

export interface Bed extends Connection {
  readonly connection$: Latest<ConnectionSnapshot>;
  readonly demand: Demand;
  readonly network: ScriptedNetwork;
  /** Every state with its time, from the first on. */
  readonly states: [at: number, state: string][];
}

export interface BedOptions extends PusherOptions {
  readonly scripts?: readonly Observable<Step>[];
  /** How long a close takes (ms). */
  readonly farewell?: number;
  readonly check$?: Observable<unknown>;
  readonly resumed$?: Observable<unknown>;
}

/** A connection as `createPusher` makes it, on a scripted network; jitter is 0 unless told otherwise. */
export const createBed = ({
  scripts = [],
  farewell,
  check$ = NEVER,
  resumed$ = NEVER,
  ...options
}: BedOptions): Bed => {
  const network = scriptedNetwork(scripts, farewell);
  const { endpoint, client, times, ...settings } = settingsOf('key', {
    wsHost: 'host',
    random: () => 0,
    online$: NEVER,
    WebSocketCtor: network.WebSocketCtor,
    ...options,
  });
  const ctor = options.WebSocketCtor ?? network.WebSocketCtor;
  const demand = createDemand();
  const connection = createConnection(
    {
      ...times,
      ...settings,
      check$,
      resumed$,
      open: (secure, frames) => transport(connectionUrl('key', endpoint(secure), secure, client), frames, ctor),
    },
    demand,
  );
  // As the client passes it on: each change when everybody has heard of the one before.
  const connection$ = new Latest<ConnectionSnapshot>({ state: { status: 'idle' }, at: 0 });
  connection.connection$.subscribe((snapshot) => connection$.next(snapshot));
  const states: Bed['states'] = [];
  connection$.subscribe(({ state }) => states.push([asyncScheduler.now(), told(state)]));
  return { ...connection, connection$, demand, network, states };
};
