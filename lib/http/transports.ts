import type { HttpFetch, HttpOptions, KnownTransports, Open, Transports } from '../connection/transports.js';
import type { Rules } from '../option-rules.js';
import { checkOptions, FLAG, FUNCTION, PORT, TIME } from '../option-rules.js';
import { HOST, PATH } from '../options.js';
import { endpointOf, fromPusherJs } from './address.js';
import type { Limits } from './answers.js';
import { createLifespan } from './lifespan.js';
import { httpSocket } from './socket.js';
import type { Way } from './strategy.js';
import { createStrategy } from './strategy.js';

/** Options of `httpTransports`. Times are in ms. */
export interface HttpTransportsOptions {
  /** How long a transport may be without a handshake before the next is tried beside it. Default 2,000. */
  readonly fallbackAfter?: number;
  /** How often a WebSocket is tried in the background while the connection is over HTTP. Default 300,000. */
  readonly retryAfter?: number;
  /** `fetch`, or a function like it; the body of its response has to come as it is received. Default: the platform's. */
  readonly fetch?: HttpFetch;
}

const OPTIONS: Rules<HttpTransportsOptions> = { fallbackAfter: TIME, retryAfter: TIME, fetch: FUNCTION };

const RULES: Rules<HttpOptions> = {
  httpHost: HOST,
  httpPort: PORT,
  httpsPort: PORT,
  httpPath: PATH,
  ignoreNullOrigin: FLAG,
};

const NAMES = ['xhr_streaming', 'xhr_polling'] as const;

/** A stream of that size (bytes) is followed by another, as pusher-js does it. */
const SIZE = 262_144;
/** How long (ms) the rest of it may take to come. */
const GRACE = 1_000;

/**
 * The value of the option `transports`: where no WebSocket gets through, HTTP streaming and then HTTP polling. `state$` says
 * which one it is. Throws an `OptionError` for a wrong option.
 */
export const httpTransports = (options: HttpTransportsOptions = {}): Transports => {
  checkOptions(options, OPTIONS, 'httpTransports');
  const { fallbackAfter = 2_000, retryAfter = 300_000, fetch } = options;
  const transports: KnownTransports = {
    names: NAMES,
    rules: RULES,
    fromPusherJs,
    open: ({ address, enabled, urlAt, webSocket, connectTimeout, debug, fetch: given = fetch }) => {
      const names = NAMES.filter((name) => enabled.includes(name));
      if (names.length === 0) return webSocket;
      const endpoint = endpointOf(address);
      const limits: Limits = { ...createLifespan(), size: SIZE, grace: GRACE };
      const over =
        (name: (typeof NAMES)[number]): Open =>
        (secure, frames) =>
          httpSocket({ url: urlAt(secure, endpoint(secure)), name, limits, fetch: given }, frames);
      const ways: Way[] = names.map((name) => ({ name, open: over(name) }));
      if (enabled.some((name) => /^wss?$/.test(name))) ways.unshift({ name: 'ws', open: webSocket });
      return createStrategy(ways, { fallbackAfter, retryAfter, connectTimeout, debug });
    },
  };
  return transports;
};
