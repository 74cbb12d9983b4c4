import { InjectionToken } from '@angular/core';
import type { Provider } from '@angular/core';
import type { PusherOptions } from '../options.js';

/** Something that `providePusher` takes after the options. */
export interface PusherFeature {
  /** What it adds to the injector. */
  readonly providers: readonly Provider[];
}

/** Options that are made where `inject` works; they go before those given. */
export const MORE_OPTIONS = new InjectionToken<readonly (() => PusherOptions)[]>('more options of providePusher');

/** Options made in an injection context, when the client is first asked for: `inject` what they need. */
export const withOptions = (make: () => PusherOptions): PusherFeature => ({
  providers: [{ provide: MORE_OPTIONS, multi: true, useValue: make }],
});
