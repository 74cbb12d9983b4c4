/** @jest-environment jsdom */
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { bed, made, pass, virtualTime } from './support/test-bed.js';
import {
  flushPusher,
  injectChannel,
  injectConnectionState,
  injectCountdown,
  injectEvent,
  injectEvents,
  injectMembers,
  injectPusher,
  injectSubscribed,
  injectSubscriptionState,
  named,
  provideFakePusher,
  providePusher,
  PUSHER,
  pusherNamed,
  withOptions,
} from '../../lib/angular/index.js';
import { fakePusher } from '../../lib/testing/index.js';

const chat = { client: 'chat' } as const;

describe('clients with names', () => {
  virtualTime();

  const two = () => {
    const { server: other } = fakePusher({ linger: 0 });
    const { server } = bed({ providers: [providePusher('app-key', other.options, named('chat'))] });
    return { server, other };
  };

  it('are each another client of the same injector, made when it is asked for', async () => {
    const { server, other } = two();
    const { value } = made(() => [injectPusher(), injectPusher(chat), injectPusher(chat)] as const);
    expect([value[0] === value[1], value[1] === value[2]]).toEqual([false, true]);
    expect([TestBed.inject(PUSHER), TestBed.inject(pusherNamed('chat'))]).toEqual([value[0], value[1]]);
    value[1].channel('a').subscribe();
    await pass();
    expect([server.sockets.length, other.sockets.length]).toEqual([0, 1]);
  });

  it('are chosen by each inject…', async () => {
    const { server, other } = two();
    const name = signal<'presence-a'>('presence-a');
    const { value } = made(() => ({
      event: injectEvent(name, 'said', chat),
      ofChannel: injectEvent(injectChannel('presence-a', chat), 'said'),
      events: injectEvents('presence-a', 'said', chat),
      members: injectMembers(name, chat),
      subscription: injectSubscriptionState(name, chat),
      connection: injectConnectionState(chat),
      countdown: injectCountdown(chat),
      without: [injectConnectionState(), injectSubscriptionState(name)] as const,
    }));
    const answers: boolean[] = [];
    made(() => injectSubscribed('presence-a', chat).subscribe((answer) => answers.push(answer)));
    await pass();
    other.events('presence-a', [['said', 'hello']]);
    await pass();
    const { event, ofChannel, events, members, subscription, connection, without } = value;
    expect([event(), ofChannel(), events(), members()?.count]).toEqual(['hello', 'hello', ['hello'], 1]);
    expect([subscription().status, connection().status, answers]).toEqual(['subscribed', 'connected', [true]]);
    expect(without.map((state) => state().status)).toEqual(['idle', 'unsubscribed']);
    expect(server.sockets).toEqual([]);
    other.network(['refuse', 1006]);
    await pass();
    await pass();
    expect(value.countdown()).toBe(1);
  });

  it('have features of their own', () => {
    const { server } = bed({
      features: [withOptions(() => ({ activityTimeout: -1 }))],
    });
    TestBed.configureTestingModule({ providers: [providePusher('app-key', server.options, named('chat'))] });
    expect(() => made(() => injectPusher(chat))).not.toThrow();
    expect(() => made(() => injectPusher())).toThrow(/activityTimeout/);
  });

  it('say which it is that nobody provides', () => {
    bed();
    expect(() => made(() => injectPusher({ client: 'shop' }))).toThrow(/rx-pusher named shop/);
  });
});

describe('fake clients with names', () => {
  afterEach(() => TestBed.resetTestingModule());

  it('are flushed together', async () => {
    const [one, other] = [fakePusher(), fakePusher()];
    TestBed.configureTestingModule({ providers: [provideFakePusher(one), provideFakePusher(other, named('chat'))] });
    const { value } = made(() => [injectEvent('a', 'said'), injectEvent('a', 'said', chat)] as const);
    const flush = () => TestBed.runInInjectionContext(() => flushPusher());
    await flush();
    one.server.events('a', [['said', 1]]);
    other.server.events('a', [['said', 2]]);
    await flush();
    expect(value.map((said) => said())).toEqual([1, 2]);
  });
});
