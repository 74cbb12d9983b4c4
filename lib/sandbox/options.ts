import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EngineOptions } from './engine/index.js';
import type { Rules } from '../option-rules.js';
import {
  checkOptions,
  FUNCTION,
  LIST,
  listOf,
  matching,
  needOptions,
  number,
  object,
  PORT,
  TEXT,
} from '../option-rules.js';

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

type Tls = NonNullable<SandboxOptions['tls']>;

const RULES: Rules<SandboxOptions> = {
  host: TEXT,
  port: [(value) => value === 0 || PORT[0](value), PORT[1]],
  tls: object<Tls>({ cert: TEXT, key: TEXT }, 'an object of cert and key, both PEM'),
  http: FUNCTION,
  apps: LIST, // the engine reads them
  path: matching(/^((\/[\w.~-]+)+)?$/, 'a path that begins with / and ends without'),
  maxConnections: number(0),
  allowedOrigins: listOf(TEXT),
  random: FUNCTION,
};

/** Throws an `OptionError` that names what cannot be used. */
export const checkSandboxOptions = (options: SandboxOptions): void => {
  checkOptions(options, RULES, '');
  if (options.tls !== undefined) needOptions(options.tls, ['cert', 'key'], 'tls');
};
