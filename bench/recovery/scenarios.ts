import type { Sandbox } from 'rx-pusher/sandbox';
import type { Proxy } from '../../spec/chaos/proxy.js';
import type { Client } from './clients.js';

export interface World {
  readonly sandbox: Sandbox;
  readonly proxy: Proxy;
  readonly clients: readonly Client[];
}

/** Something that happens to connections, and its end. */
export interface Scenario {
  readonly name: string;
  /** How long (s) the server is away. */
  readonly away: number;
  readonly begin: (world: World) => void;
  readonly end: (world: World) => void;
}

/** In which the server is away; afterwards it knows of no connection. */
const AWAY: Readonly<Record<string, Pick<Scenario, 'begin' | 'end'>>> = {
  'answering 503': {
    begin: ({ proxy }) => {
      proxy.door({ status: 503 });
      proxy.cut('rst');
    },
    end: ({ proxy }) => proxy.mend(),
  },
  refusing: {
    begin: ({ proxy }) => {
      proxy.door('refuse');
      proxy.cut('rst');
    },
    end: ({ proxy }) => proxy.mend(),
  },
  'black hole': {
    begin: ({ proxy }) => {
      // What is sent into it is sent again 1, 3, 7, 15 and 31 s later, as TCP does with the beginning of a connection.
      proxy.line('both', { hole: true, resend: 1_000 });
      proxy.cut('forgotten');
    },
    end: ({ proxy }) => proxy.line('both', { hole: false }),
  },
};

const tell = (clients: readonly Client[], online: boolean): void => {
  for (const client of clients) client.tell(online);
};

export const scenarios = (aways: readonly number[]): readonly Scenario[] => [
  ...aways.flatMap((away) =>
    Object.entries(AWAY).map(([how, acts]) => ({ name: `away for ${away} s, ${how}`, away, ...acts })),
  ),
  {
    name: 'closed with 4200',
    away: 0,
    begin: ({ sandbox }) => sandbox.close(4200, 'reconnect'),
    end: () => undefined,
  },
  {
    name: 'another network',
    away: 0,
    begin: ({ proxy, clients }) => {
      proxy.cut('stranded');
      tell(clients, false);
    },
    end: ({ clients }) => tell(clients, true),
  },
];
