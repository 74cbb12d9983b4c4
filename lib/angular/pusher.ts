import { isPlatformServer } from '@angular/common';
import { DestroyRef, inject, InjectionToken, makeEnvironmentProviders, NgZone, PLATFORM_ID } from '@angular/core';
import type { EnvironmentProviders } from '@angular/core';
import type { ChannelMap } from '../channels/types.js';
import type { PusherOptions } from '../options.js';
import { createPusher } from '../pusher.js';
import type { Pusher } from '../types.js';
import type { PusherFeature } from './feature.js';
import { MORE_OPTIONS } from './feature.js';
import { pusherOnServer } from './pusher-on-server.js';
import { pusherOutside } from './pusher-outside.js';

/** The client. In tests, provide another one by it. */
export const PUSHER = new InjectionToken<Pusher>('the client of rx-pusher');

const create = (key: string, options: PusherOptions): Pusher => {
  const more = inject(MORE_OPTIONS, { optional: true }) ?? [];
  const made = more.map((make) => make());
  const pusher = createPusher(key, Object.assign({}, options, ...made) as PusherOptions);
  inject(DestroyRef).onDestroy(() => pusher.disconnect());
  const onServer = isPlatformServer(inject(PLATFORM_ID));
  return pusherOutside(onServer ? pusherOnServer(pusher) : pusher, inject(NgZone));
};

/**
 * Provides a client, as `createPusher` makes it, for an application or a route. It is made when first injected, connects
 * when something is first wanted, never on a server, and disconnects when its injector is destroyed.
 */
export const providePusher = (
  key: string,
  options: PusherOptions,
  ...features: readonly PusherFeature[]
): EnvironmentProviders =>
  makeEnvironmentProviders([
    { provide: PUSHER, useFactory: () => create(key, options) },
    ...features.flatMap(({ providers }) => providers),
  ]);

/** The client that `providePusher` provides. Its streams are not ended for you: see `injectChannel`. */
export const injectPusher = <M = ChannelMap>(): Pusher<M> => inject(PUSHER) as unknown as Pusher<M>;
