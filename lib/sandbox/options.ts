import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EngineOptions } from './engine/index.js';
import type { Rules } from './engine/check-options.js';
import { checkOptions, fn, limit, list, text } from './engine/check-options.js';

/** Options of `startSandbox`. Without any: one app, `app-key`, on 127.0.0.1:6001. */
export interface SandboxOptions extends EngineOptions {
  /** The address to bind. Default `127.0.0.1`: nobody else on the network gets in. */
  readonly host?: string;
  /** Default 6001. 0 takes a free one; `sandbox.port` says which. */
  readonly port?: number;
  /** A certificate and its key (PEM): the sandbox speaks `wss` and `https`, and nothing else. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Asked before the sandbox for every HTTP request; true says that it answers this one. Serves a page on the same port. */
  readonly http?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

const tlsRules: Rules<Required<SandboxOptions>['tls']> = { cert: text, key: text };

const rules: Rules<SandboxOptions> = {
  host: text,
  port: (value) => limit(0, 65_535)(value) ?? (Number.isInteger(value) ? undefined : 'not an integer'),
  tls: () => undefined,
  http: fn,
  apps: () => undefined, // the engine reads them
  path: (value) =>
    value === '' || (typeof value === 'string' && /^(\/[\w.~-]+)+$/.test(value))
      ? undefined
      : 'not a path that begins with / and ends without',
  maxConnections: limit(0),
  allowedOrigins: list(text),
  random: fn,
};

/** Throws an `OptionError` that names what cannot be used. */
export const checkSandboxOptions = (options: SandboxOptions): void => {
  checkOptions(options, rules, '');
  if (options.tls !== undefined) checkOptions(options.tls, tlsRules, 'tls', ['cert', 'key']);
};
