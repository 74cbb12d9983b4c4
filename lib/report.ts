import { Subject } from 'rxjs';
import type { Observable } from 'rxjs';
import type { PusherError } from './errors.js';

/** Whoever keeps a log; `console` is one. */
export interface Logger {
  /** States of the connection, with the delay and the cause of a wait, and of channels. */
  debug?(message: string): void;
  /** Errors that nobody listens to at `errors$`. */
  error?(message: string, error: PusherError): void;
}

/** Where errors go that no other stream tells of: to `errors$`, or to the logger while nobody listens there. Never thrown. */
export interface Report {
  readonly errors$: Observable<PusherError>;
  report(error: PusherError): void;
  debug(message: string): void;
  /** To the console, if there is no logger. */
  warn(message: string): void;
}

export const createReport = (logger?: Logger): Report => {
  const errors = new Subject<PusherError>();
  const quietly = (log: () => void) => {
    try {
      log();
    } catch {
      // There is nobody to report the failure of a logger to.
    }
  };
  return {
    errors$: errors.asObservable(),
    report: (error) => {
      if (errors.observed) errors.next(error);
      else quietly(() => logger?.error?.(`rx-pusher: ${error.message}`, error));
    },
    debug: (message) => quietly(() => logger?.debug?.(`rx-pusher: ${message}`)),
    warn: (message) => {
      // eslint-disable-next-line no-console -- once for each client that never connects, and nobody listens
      if (logger === undefined) quietly(() => console.warn(`rx-pusher: ${message}`));
    },
  };
};
