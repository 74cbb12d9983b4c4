import type { Provider } from '@angular/core';
import type { PusherOptions } from '../options.js';

/** Something that `providePusher` takes after the options. */
export interface PusherFeature {
  /** What it adds to the injector. */
  readonly providers: readonly Provider[];
  /** More options for this one client, made where `inject` works; they go before those given. */
  readonly options?: () => PusherOptions;
}

/** Options made in an injection context, when the client is first asked for: `inject` what they need. */
export const withOptions = (make: () => PusherOptions): PusherFeature => ({ providers: [], options: make });
