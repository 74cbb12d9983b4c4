import { ApplicationRef, inject, InjectionToken, makeEnvironmentProviders, NgZone } from '@angular/core';
import type { EnvironmentProviders } from '@angular/core';
import { firstValueFrom, merge, timer } from 'rxjs';
import type { FakePusher } from '../testing/fake-pusher.js';
import type { FakeServer } from '../testing/server.js';
import type { PusherFeature } from './feature.js';
import type { ClientChoice } from './pusher.js';
import { injectPusher, providePusher } from './pusher.js';

const SERVER = new InjectionToken<readonly FakeServer[]>('the fake servers of rx-pusher');

/** So many turns of the timers without a sign of life, and all has happened that needs no more than turns. */
const QUIET = 12;

/**
 * Provides a client of the server that `fakePusher()` of `rx-pusher/testing` gives, for TestBed. The features are those of
 * `providePusher`.
 */
export const provideFakePusher = (
  { pusher, server }: FakePusher,
  ...features: readonly PusherFeature[]
): EnvironmentProviders =>
  makeEnvironmentProviders([
    providePusher(pusher.key, server.options, ...features),
    { provide: SERVER, multi: true, useValue: server },
  ]);

/**
 * Resolves when client and fake server have come to rest and Angular has rendered what came of it: instead of a sleep.
 * What waits for longer than a turn, as the next attempt at a connection, is not waited for. Needs an injection context,
 * as `TestBed.runInInjectionContext(flushPusher)`, `provideFakePusher`, and timers that run: fake ones are advanced instead.
 */
export const flushPusher = async (choice?: ClientChoice): Promise<void> => {
  const [app, zone, servers, pusher] = [inject(ApplicationRef), inject(NgZone), inject(SERVER), injectPusher(choice)];
  let quiet = 0;
  const signs = servers.flatMap(({ received$, authorizations$ }) => [received$, authorizations$]);
  const alive = zone.runOutsideAngular(() =>
    merge(...signs, pusher.frames$, pusher.state$, pusher.channels$).subscribe(() => (quiet = 0)),
  );
  for (quiet = 0; quiet < QUIET; quiet += 1) {
    zone.run(() => app.tick());
    await zone.runOutsideAngular(() => firstValueFrom(timer(0)));
  }
  alive.unsubscribe();
  zone.run(() => app.tick());
};
