// An Angular project.
import { inject } from '@angular/core';
import type { EnvironmentProviders, Signal } from '@angular/core';
import {
  injectChannel,
  injectEvent,
  injectPusher,
  providePusher,
  PUSHER,
  withHttpClientAuthorization,
} from 'rx-pusher/angular';

export const providers: EnvironmentProviders[] = [
  providePusher('key', { cluster: 'eu' }, withHttpClientAuthorization({ channels: '/auth' })),
];

export class Prices {
  readonly pusher = injectPusher();
  readonly same = inject(PUSHER);
  readonly tick: Signal<number | undefined> = injectEvent<number>('prices', 'tick');
  readonly channel = injectChannel('presence-room');
}

// @ts-expect-error a channel has a name
export const none = () => injectChannel(1);
