import type { Proxy } from './proxy.js';
import type { Random } from './random.js';
import type { Servers } from './servers.js';

/** What a fault can do to the world; it lasts until the proxy is mended. */
export interface World {
  readonly proxy: Proxy;
  readonly servers: Servers;
  readonly random: Random;
}

type Fault = (world: World) => void;

/** How long (ms) a fault lasts: a hole until keep-alive has to have found it. */
export const duration = (name: string, random: Random): number =>
  name.startsWith('black hole') ? random.between(2_500, 4_500) : random.between(50, 2_500);

/** Everything that goes wrong, by name. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'cut by RST': ({ proxy }) => proxy.cut('rst'),
  'cut by FIN': ({ proxy }) => proxy.cut('fin'),
  'cut mid-frame': ({ proxy }) => proxy.cut('mid-frame'),
  'black hole': ({ proxy }) => proxy.line('both', { hole: true }),
  'black hole up': ({ proxy }) => proxy.line('up', { hole: true }),
  'black hole down': ({ proxy }) => proxy.line('down', { hole: true }),
  delays: ({ proxy, random }) => proxy.line('both', { delay: random.between(5, 300) }),
  trickle: ({ proxy, random }) => proxy.line('both', { piece: random.between(1, 300) }),
  refused: ({ proxy }) => {
    proxy.door('refuse');
    proxy.cut('rst');
  },
  'never upgraded': ({ proxy }) => {
    proxy.door('silent');
    proxy.cut('fin');
  },
  'upgrade answered 400': ({ proxy }) => {
    proxy.door({ status: 400 });
    proxy.cut('rst');
  },
  'upgrade answered 503': ({ proxy }) => {
    proxy.door({ status: 503 });
    proxy.cut('rst');
  },
  'upgrade redirected': ({ proxy }) => {
    proxy.door({ redirect: 'http://127.0.0.1:1/' });
    proxy.cut('rst');
  },
  'closed with 4200': ({ servers }) => servers.current().close(4200, 'reconnect'),
  'closed with 4100': ({ servers }) => servers.current().close(4100, 'over capacity'),
  'closed without a code': ({ servers }) => servers.current().close(1005),
  outage: ({ servers, random }) => servers.outage(random.between(50, 800)),
  restart: ({ servers }) => servers.restart(),
};
