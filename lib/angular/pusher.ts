import { isPlatformServer } from '@angular/common';
import { DestroyRef, inject, InjectionToken, makeEnvironmentProviders, PLATFORM_ID } from '@angular/core';
import type { EnvironmentProviders } from '@angular/core';
import type { ChannelMap } from '../channels/types.js';
import type { PusherOptions } from '../options.js';
import { createPusher } from '../pusher.js';
import type { Pusher } from '../types.js';
import type { PusherFeature } from './feature.js';
import { OUTSIDE } from './outside.js';
import { pusherOnServer } from './pusher-on-server.js';
import { pusherOutside } from './pusher-outside.js';
import { noteStates } from './since.js';

/** The client. In tests, provide another one by it. */
export const PUSHER = new InjectionToken<Pusher>('the client of rx-pusher');

const tokens = new Map<string, InjectionToken<Pusher>>();

/** The client of that name, as `PUSHER` is that without one. */
export const pusherNamed = (name: string): InjectionToken<Pusher> => {
  const known = tokens.get(name);
  if (known !== undefined) return known;
  const token = new InjectionToken<Pusher>(`the client of rx-pusher named ${name}`);
  tokens.set(name, token);
  return token;
};

const tokenOf = (name: string | undefined): InjectionToken<Pusher> => (name === undefined ? PUSHER : pusherNamed(name));

/** Which client, where there are many. */
export interface ClientChoice {
  /** The name that `named` gave it. Default: the client without a name. */
  readonly client?: string;
}

const create = (key: string, options: PusherOptions, features: readonly PusherFeature[]): Pusher => {
  const outside = inject(OUTSIDE);
  const made = features.map((feature) => feature.options?.());
  const pusher = createPusher(key, Object.assign({}, options, ...made) as PusherOptions);
  if (isPlatformServer(inject(PLATFORM_ID))) return pusherOnServer(pusher);
  const client = pusherOutside(pusher, outside);
  const noted = outside.run(() => noteStates(client));
  noted.add(() => outside.run(pusher.disconnect));
  inject(DestroyRef).onDestroy(() => noted.unsubscribe());
  return client;
};

/**
 * Provides a client, as `createPusher` makes it, for an application or a route. It is made when first injected, connects
 * when something is first wanted, never on a server, and disconnects when its injector is destroyed. Each has its own
 * features: those of another one, further up, are not for it.
 */
export const providePusher = (
  key: string,
  options: PusherOptions,
  ...features: readonly PusherFeature[]
): EnvironmentProviders =>
  makeEnvironmentProviders([
    {
      provide: tokenOf(features.find(({ name }) => name !== undefined)?.name),
      useFactory: () => create(key, options, features),
    },
    ...features.flatMap(({ providers }) => providers),
  ]);

export const injectClient = (name: string | undefined): Pusher => inject(tokenOf(name));

/** The client that `providePusher` provides. Its streams are not ended for you: see `injectChannel`. */
export const injectPusher = <M = ChannelMap>({ client }: ClientChoice = {}): Pusher<M> =>
  injectClient(client) as unknown as Pusher<M>;
