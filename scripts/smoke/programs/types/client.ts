// A browser's project: what is imported is for browsers. Each line that must not compile says so, lest a type is `any`.
import * as t from 'io-ts';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import { AuthorizationDenied, createPusher, OptionError, PusherError } from 'rx-pusher';
import type { Channel, ChannelEvent, ConnectionState, Members, PusherOptions } from 'rx-pusher';
import { encryption } from 'rx-pusher/encryption';
import { assertMarbles, fakePusher } from 'rx-pusher/testing';
import { TestScheduler } from 'rxjs/testing';

interface Events {
  prices: { tick: { price: number } };
  [room: `presence-${string}`]: { said: string };
}

const options: PusherOptions = { cluster: 'eu', encryption, reconnect: { maxAttempts: 3 } };
const pusher = createPusher<Events>('key', options);

const prices = pusher.channel('prices');
export const price$: Observable<number> = prices.on('tick').pipe(map(({ price }) => price));
export const decoded$: Observable<{ price: number }> = pusher.channel('x').on('tick', t.type({ price: t.number }));
export const state$: Observable<ConnectionState> = pusher.state$;
export const events$: Observable<ChannelEvent> = pusher.events$;
export const members$: Observable<Members<{ name: string }>> = pusher.channel<'presence-a', { a: 1 }, { name: string }>(
  'presence-a',
).members$;
export const channel: Channel = createPusher('key', options).channel('prices');
export const causes = (error: unknown): string =>
  error instanceof AuthorizationDenied ? error._tag : error instanceof PusherError ? error.message : 'not ours';
export const named: string = new OptionError('wsHost', 'missing').option;

// @ts-expect-error there is no such event on that channel
prices.on('tock');
// @ts-expect-error an option of this name there is not
createPusher('key', { clutser: 'eu' });
// @ts-expect-error what is public is not sent to
export type Trigger = (typeof prices)['trigger'];
// @ts-expect-error the connection has a state
export const count$: Observable<number> = pusher.state$;

new TestScheduler(assertMarbles).run((helpers) => {
  const { pusher: fake, server } = fakePusher(helpers);
  server.events('prices', '--a', { a: ['tick', 42] });
  helpers.expectObservable(fake.channel('prices').on<number>('tick'), '^ 1s !').toBe('--a', { a: 42 });
  // @ts-expect-error a script is a text
  server.events('prices', 1);
});
