/** @jest-environment jsdom */
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import * as t from 'io-ts';
import { bed, made, pass, virtualTime } from './support/test-bed.js';
import { injectChannel, injectEvent, injectEvents, injectPusher } from '../../lib/angular/index.js';
import { AuthorizationDenied } from '../../lib/index.js';
import type { FakeServer } from '../../lib/testing/index.js';

describe('injectEvents', () => {
  virtualTime();

  const say = async (server: FakeServer, channel: string, ...data: readonly unknown[]) => {
    server.events(
      channel,
      data.map((one) => ['said', one] as const),
    );
    await pass();
  };

  it('is a list of what came, the last of it, each time another list', async () => {
    const { server } = bed();
    const { value } = made(() => ({
      all: injectEvents<number>('chat', 'said'),
      two: injectEvents<number>('chat', 'said', { limit: 2 }),
    }));
    expect([value.all(), value.two()]).toEqual([[], []]);
    await pass();
    await say(server, 'chat', 1, 2, 3);
    const before = value.all();
    await say(server, 'chat', 4);
    expect([before, value.all(), value.two()]).toEqual([
      [1, 2, 3],
      [1, 2, 3, 4],
      [3, 4],
    ]);
    await say(server, 'chat', ...Array.from({ length: 120 }, (_, n) => n));
    expect([value.all().length, value.all().at(-1)]).toEqual([100, 119]);
  });

  it('is what reduce makes of it, with the types of the channel', async () => {
    const { server, told } = bed();
    const boom = new Error('no sevens');
    const { value: sum } = made(() =>
      injectEvents(injectChannel<'chat', { said: number }>('chat'), 'said', {
        reduce: (all, said) => {
          if (said === 7) throw boom;
          return all + said;
        },
        initialValue: 10,
        decoder: t.number,
      }),
    );
    expect(sum()).toBe(10);
    await pass();
    await say(server, 'chat', 1, 7, 'eight', 2);
    expect([sum(), told]).toEqual([13, [boom]]);
  });

  it('begins anew with another name, and without one', async () => {
    const { server } = bed();
    const name = signal<string | undefined>('a');
    const { value: all } = made(() => injectEvents(name, 'said'));
    await pass();
    await say(server, 'a', 1);
    for (const [next, heard] of [
      ['b', []],
      [undefined, []],
      ['room 1', []],
      ['a', []],
    ] as const) {
      name.set(next);
      await pass();
      expect(all()).toEqual(heard);
    }
    await say(server, 'a', 2);
    expect(all()).toEqual([2]);
  });

  it('keeps what it has over an outage, and goes on', async () => {
    const { server, told } = bed();
    const { value: all } = made(() => injectEvents('chat', 'said'));
    await pass();
    await say(server, 'chat', 1);
    server.network([1006]);
    await pass(2_000);
    await say(server, 'chat', 2);
    expect([all(), told]).toEqual([[1, 2], []]);
  });

  it.each([
    ['tries again after as long as it was given', { retry: 3_000 }, [1, 3], 2],
    ['does not try again by itself', {}, [1], 1],
  ])('keeps what it has when the channel fails, and %s', async (_, options, expected, failures) => {
    const { server, told } = bed();
    const { value } = made(() => ({
      all: injectEvents('private-chat', 'said', options),
      last: injectEvent('private-chat', 'said', options),
    }));
    await pass();
    await say(server, 'private-chat', 1);
    server.authorization([403]);
    server.network([1006]);
    await pass(2_000);
    expect([value.all(), value.last()]).toEqual([[1], 1]);
    await pass(3_000);
    server.authorization([200]);
    await pass(3_000);
    await say(server, 'private-chat', 3);
    expect([value.all(), value.last()]).toEqual([expected, expected.at(-1)]);
    expect(told).toHaveLength(2 * failures);
    expect(told.every((error) => error instanceof AuthorizationDenied)).toBe(true);
  });

  it('hears again when somebody else has subscribed again', async () => {
    const { server } = bed();
    server.authorization([403]);
    const { value } = made(() => ({
      all: injectEvents('private-chat', 'said'),
      last: injectEvent('private-chat', 'said'),
      pusher: injectPusher(),
    }));
    await pass();
    server.authorization([200]);
    const other = value.pusher.channel('private-chat').subscribe();
    await pass();
    other.unsubscribe();
    await pass(2_000);
    await say(server, 'private-chat', 1);
    expect([value.all(), value.last()]).toEqual([[1], 1]);
  });

  it('leaves when its injector is destroyed, also while it waits to try again', async () => {
    const { server } = bed();
    server.authorization([403]);
    const { destroy } = made(() => injectEvents('private-chat', 'said', { retry: 60_000 }));
    await pass();
    destroy();
    TestBed.resetTestingModule();
    await jest.advanceTimersByTimeAsync(5_000);
    expect([jest.getTimerCount(), server.sockets.length]).toEqual([0, 1]);
  });

  it.each([{ limit: 0 }, { limit: -1 }, { limit: 1.5 }, { retry: 0 }, { reduce: 7 }, { limits: 3 }])(
    'refuses %j, naming it',
    (options) => {
      bed();
      const [name] = Object.keys(options);
      expect(() => made(() => injectEvents('chat', 'said', options as never))).toThrow(`option injectEvents.${name}`);
      expect(() => made(() => injectEvent('chat', 'said', { again: 1 } as never))).toThrow('option injectEvent.again');
    },
  );
});
