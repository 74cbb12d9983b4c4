import type { Door } from './door.js';
import type { Fault } from './survive.js';
import { PATIENCE } from './survive.js';

const SILENCE = new RegExp(`^no pong within ${PATIENCE} ms$`);
const CLOSED = /^socket closed with 1006$/;

/** Whoever is there is cut off, and nobody gets in. */
const shut =
  (door: Door): Fault['act'] =>
  (proxy) => {
    proxy.door(door);
    proxy.cut('rst');
  };

/** Every fault of the proxy, by name, and how the client tells it. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'a reset': { act: (proxy) => proxy.cut('rst'), cause: CLOSED },
  'a farewell of TCP alone': { act: (proxy) => proxy.cut('fin'), cause: CLOSED },
  'a cut within a frame': { act: (proxy) => proxy.cut('mid-frame'), cause: CLOSED },
  'a garbled byte': {
    act: (proxy) => proxy.cut('garbled'),
    cause: /^socket closed with 1006(?: WS_ERR_INVALID_UTF8)?$/,
  },
  'a black hole': { act: (proxy) => proxy.line('both', { hole: true }), cause: SILENCE },
  'a black hole from the client on': { act: (proxy) => proxy.line('up', { hole: true }), cause: SILENCE },
  'a black hole to the client': { act: (proxy) => proxy.line('down', { hole: true }), cause: SILENCE },
  'another network': { act: (proxy) => proxy.cut('stranded'), cause: SILENCE },
  'a server that has started anew': { act: (proxy) => proxy.cut('forgotten'), cause: CLOSED },
  delays: { act: (proxy) => proxy.line('both', { delay: 60 }) },
  'a trickle': { act: (proxy) => proxy.line('both', { piece: 7 }) },
  'refused connections': { act: shut('refuse'), cause: /ECONNREFUSED$/ },
  'no answer to the upgrade': { act: shut('silent'), cause: new RegExp(`^no open within ${PATIENCE} ms$`) },
  'half an answer to the upgrade': { act: shut('half'), cause: /(?:ECONNRESET|socket hang up|disconnected)/ },
  'answer 400': { act: shut({ status: 400 }), cause: /(?:response: 400|SSL|EPROTO)/ },
  'answer 503': { act: shut({ status: 503 }), cause: /(?:response: 503|SSL|EPROTO)/ },
  'a redirect': { act: shut({ redirect: 'http://127.0.0.1:1/' }), cause: /(?:response: 302|SSL|EPROTO)/ },
};

/** What only TLS can suffer; half of its handshake, and an answer that is none of TLS, are among the others. */
export const FAULTS_OF_TLS: typeof FAULTS = {
  'a farewell of TLS alone': { act: (_, tls) => tls?.farewell(), cause: CLOSED },
};
