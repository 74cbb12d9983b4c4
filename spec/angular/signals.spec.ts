/** @jest-environment jsdom */
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import * as t from 'io-ts';
import { bed, made, pass, virtualTime } from './support/test-bed.js';
import {
  injectChannel,
  injectConnectionState,
  injectEvent,
  injectMembers,
  injectPusher,
  injectSubscriptionState,
} from '../../lib/angular/index.js';
import { AuthorizationDenied } from '../../lib/index.js';

describe('injectEvent', () => {
  virtualTime();

  it('is the data of the last event of that name, at first the initial value', async () => {
    const { server } = bed();
    const { value } = made(() => ({
      tick: injectEvent<number>('prices', 'tick'),
      other: injectEvent('prices', 'other', { initialValue: 'none' }),
    }));
    await pass();
    expect([value.tick(), value.other()]).toEqual([undefined, 'none']);
    server.events('prices', [
      ['tick', 1],
      ['tick', 2],
    ]);
    await pass();
    expect([value.tick(), value.other()]).toEqual([2, 'none']);
  });

  it('follows a signal of the name, and forgets what the old channel said', async () => {
    const { server, sent } = bed();
    const name = signal<string | undefined>('a');
    const { value: last } = made(() => injectEvent(name, 'tick', { initialValue: 0 }));
    await pass();
    server.events('a', [['tick', 1]]);
    await pass();
    expect(last()).toBe(1);
    name.set('b');
    TestBed.tick();
    expect(last()).toBe(0);
    await pass();
    server.events('b', [['tick', 2]]);
    await pass();
    expect(last()).toBe(2);
    expect(sent).toEqual(['subscribe a', 'subscribe b', 'unsubscribe a']);
  });

  it('leaves the channel when its injector is destroyed', async () => {
    const { server, sent } = bed();
    const { value: last, destroy } = made(() => injectEvent('a', 'tick'));
    await pass();
    server.events('a', [['tick', 1]]);
    await pass();
    destroy();
    await pass();
    expect([last(), sent]).toEqual([1, ['subscribe a', 'unsubscribe a']]);
    expect(server.sockets[0]?.unsubscribedFrame).not.toBe(Infinity);
  });

  it('takes a channel, from injectChannel or not, and joins it once', async () => {
    const { server, sent } = bed();
    const { value } = made(() => {
      const channel = injectChannel<'a', { tick: number }>('a');
      const other = injectPusher().channel('a');
      return [injectEvent(channel, 'tick', { initialValue: 0 }), injectEvent<number>(other, 'tick')];
    });
    await pass();
    server.events('a', [['tick', 1]]);
    await pass();
    expect([value.map((last) => last()), sent]).toEqual([[1, 1], ['subscribe a']]);
  });

  it('shows nothing that its decoder refuses', async () => {
    const { server } = bed();
    const { value } = made(() => {
      const refused: string[] = [];
      injectPusher().errors$.subscribe(({ _tag }) => refused.push(_tag));
      return { refused, last: injectEvent('a', 'tick', { decoder: t.number }) };
    });
    await pass();
    server.events('a', [
      ['tick', 1],
      ['tick', 'two'],
    ]);
    await pass();
    expect([value.last(), value.refused]).toEqual([1, ['DecodeError']]);
  });

  it('can be read after an error, which the ErrorHandler is told once, and recovers with another name', async () => {
    const { server, told } = bed();
    const name = signal('public');
    const { value } = made(() => ({
      last: injectEvent(name, 'tick'),
      state: injectSubscriptionState(name),
    }));
    server.authorization([403]);
    name.set('private-a');
    await pass();
    expect(value.last()).toBeUndefined();
    expect(value.last()).toBeUndefined();
    expect(told).toEqual([expect.any(AuthorizationDenied)]);
    expect(value.state()).toEqual({ status: 'failed', cause: told[0] });

    name.set('public');
    await pass();
    server.events('public', [['tick', 1]]);
    await pass();
    expect([value.last(), value.state().status, told.length]).toEqual([1, 'subscribed', 1]);
  });
});

describe('injectMembers', () => {
  virtualTime();

  it('is who is there, stale while the connection is lost, and undefined before and between', async () => {
    const { server } = bed();
    const room = signal<'presence-a' | 'presence-b'>('presence-a');
    const { value: members } = made(() => injectMembers<{ name: string }>(room));
    expect(members()).toBeUndefined();
    await pass();
    server.members('presence-a', [['join', 'ada', { name: 'Ada' }]]);
    await pass();
    expect([members()?.count, members()?.get('ada')?.info.name, members()?.stale]).toEqual([2, 'Ada', false]);
    server.network([1006]);
    await pass(0);
    expect([members()?.count, members()?.stale]).toEqual([2, true]);
    room.set('presence-b');
    TestBed.tick();
    expect(members()).toBeUndefined();
    await pass(2_000);
    expect([members()?.count, members()?.stale]).toEqual([1, false]);
  });
});

describe('injectConnectionState and injectSubscriptionState', () => {
  virtualTime();

  it('say how it is and want nothing', async () => {
    const { server } = bed();
    const { value } = made(() => ({
      connection: injectConnectionState(),
      subscription: injectSubscriptionState('a'),
      pusher: injectPusher(),
    }));
    await pass();
    const now = () => [value.connection().status, value.subscription().status];
    expect([now(), server.sockets]).toEqual([['idle', 'unsubscribed'], []]);
    const listening = value.pusher.channel('a').subscribe();
    expect(now()).toEqual(['connecting', 'unsubscribed']);
    await pass();
    expect(now()).toEqual(['connected', 'subscribed']);
    listening.unsubscribe();
    await pass();
    expect(now()).toEqual(['idle', 'unsubscribed']);
  });

  it('never fail: a fatal close is a state', async () => {
    const { server, told } = bed();
    const { value } = made(() => ({ connection: injectConnectionState(), last: injectEvent('a', 'tick') }));
    await pass();
    server.network([4001]);
    await pass();
    expect(value.connection().status).toBe('failed');
    expect([value.last(), told.length]).toEqual([undefined, 1]);
  });
});
