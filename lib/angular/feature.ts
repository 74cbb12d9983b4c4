import type { Provider } from '@angular/core';
import type { PusherOptions } from '../options.js';

/** Something that `providePusher` takes after the options. */
export interface PusherFeature {
  /** What it adds to the injector. */
  readonly providers: readonly Provider[];
  /** More options for this one client, made where `inject` works; they go before those given. */
  readonly options?: () => PusherOptions;
  /** Which of many clients it is; see `named`. */
  readonly name?: string;
}

/** Options made in an injection context, when the client is first asked for: `inject` what they need. */
export const withOptions = (make: () => PusherOptions): PusherFeature => ({ providers: [], options: make });

/**
 * Gives the client a name, so that there may be many in one injector: `{ client: name }` is how each `inject…` says which.
 * Without a name it is the client of those that say none.
 */
export const named = (name: string): PusherFeature => ({ providers: [], name });
