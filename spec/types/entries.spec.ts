import type { Signal } from '@angular/core';
import { expectTypeOf } from 'expect-type';
import type { Either } from 'fp-ts/Either';
import { of } from 'rxjs';
import type { Observable } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import type { injectChannel, injectConnectionState, injectEvent, injectMembers } from '../../lib/angular/index.js';
import type { ChannelAuthorizer, ConnectionState, Members, PresenceChannel, Pusher } from '../../lib/index.js';
import type { Sandbox, startSandbox } from '../../lib/sandbox/index.js';
import type {
  ChannelAuthorization,
  ChannelResult,
  createAuthHandler,
  Published,
  PusherServer,
  secretAuthorizer,
  UserAuthentication,
  Webhook,
  WebhookError,
} from '../../lib/server/index.js';
import type { fakePusher } from '../../lib/testing/index.js';

// Judged by the compiler (npm run typecheck). What has to be seen in an expression is in functions that nobody calls.

interface Rooms {
  prices: { tick: number };
}

describe('a server', () => {
  it('signs what a client takes', () => {
    expectTypeOf<PusherServer['authorizeChannel']>().returns.toEqualTypeOf<ChannelAuthorization>();
    expectTypeOf<PusherServer['authenticateUser']>().returns.toEqualTypeOf<UserAuthentication>();
    expectTypeOf<ReturnType<typeof secretAuthorizer>>().toExtend<ChannelAuthorizer>();
    expectTypeOf<ReturnType<typeof createAuthHandler>>().toEqualTypeOf<(request: Request) => Promise<Response>>();
  });

  it('publishes values of any type, and gives back the same', () => {
    const publish = (server: PusherServer) =>
      of(1).pipe(server.publish((n) => ({ channel: 'a', name: 'n', data: n.toFixed() })));
    expectTypeOf(publish).returns.toEqualTypeOf<Observable<Published<number>>>();
    type Failed = Extract<Published<number>, { status: 'failed' }>;
    expectTypeOf<Failed['values']>().toEqualTypeOf<readonly number[]>();
    expectTypeOf<Failed>().toHaveProperty('error');
    expectTypeOf<Failed>().not.toHaveProperty('result');
  });

  it('answers with what was asked for', () => {
    const counts = (server: PusherServer) => server.channel('presence-a', { info: 'user_count' });
    expectTypeOf(counts).returns.toEqualTypeOf<Observable<ChannelResult<'user_count'>>>();
    expectTypeOf<keyof ChannelResult<'user_count'>>().toEqualTypeOf<'occupied' | 'user_count'>();
  });

  it('gives a webhook or what is wrong with it', () => {
    expectTypeOf<PusherServer['webhook']>().returns.toEqualTypeOf<Either<WebhookError, Webhook>>();
  });
});

it('a sandbox comes by an Observable', () => {
  expectTypeOf<typeof startSandbox>().returns.toEqualTypeOf<Observable<Sandbox>>();
});

it('a fake has a client of the type that is asked for, in virtual time or not', () => {
  const fakes = (scheduler: TestScheduler, fake: typeof fakePusher) => {
    expectTypeOf(fake<Rooms>().pusher).toEqualTypeOf<Pusher<Rooms>>();
    scheduler.run((helpers) => {
      expectTypeOf(fake(helpers, { timeLimit: 1 }).pusher).toEqualTypeOf<Pusher>();
    });
  };
  expectTypeOf(fakes).toBeFunction();
});

describe('in Angular', () => {
  it('a channel is of its kind, by its name or a signal of it', () => {
    const channels = (inject: typeof injectChannel, name: Signal<`presence-${string}` | undefined>) =>
      [inject('presence-a'), inject(name)] as const;
    expectTypeOf(channels).returns.toEqualTypeOf<readonly [PresenceChannel, PresenceChannel]>();
  });

  it('an event may be absent, unless there is an initial value', () => {
    const signals = (inject: typeof injectEvent, pusher: Pusher<Rooms>) => {
      const prices = pusher.channel('prices');
      expectTypeOf(inject(prices, 'tick')).toEqualTypeOf<Signal<number | undefined>>();
      expectTypeOf(inject(prices, 'tick', { initialValue: 0 })).toEqualTypeOf<Signal<number>>();
      expectTypeOf(inject<string>('prices', 'tick')).toEqualTypeOf<Signal<string | undefined>>();
      // @ts-expect-error -- an event that the channel does not have
      inject(prices, 'tock');
    };
    expectTypeOf(signals).toBeFunction();
    expectTypeOf<ReturnType<typeof injectMembers<string>>>().toEqualTypeOf<Signal<Members<string> | undefined>>();
    expectTypeOf<typeof injectConnectionState>().returns.toEqualTypeOf<Signal<ConnectionState>>();
  });
});
