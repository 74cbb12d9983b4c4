/** @jest-environment jsdom */
import { ErrorHandler, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { config, retry } from 'rxjs';
import { bed, made, pass, virtualTime } from './support/test-bed.js';
import {
  injectChannel,
  injectEvent,
  injectMembers,
  injectPusher,
  injectSubscriptionState,
} from '../../lib/angular/index.js';
import { CallbackError, ChannelNameError, OptionError } from '../../lib/index.js';
import type { Members } from '../../lib/index.js';

type Name = `presence-${string}`;

/** What a signal or a function may give in the place of a name, and the error that says what is wrong with it. */
const WRONG: readonly (readonly [string, unknown, unknown])[] = [
  ['an empty name', '', ChannelNameError],
  ['a name with a space', 'room 1', ChannelNameError],
  ['a name with a line break', 'presence-a\n', ChannelNameError],
  ['a name that is too long', `presence-${'x'.repeat(200)}`, ChannelNameError],
  ['a reserved name', '#server-to-user-1', ChannelNameError],
  ['a number', 7, ChannelNameError],
  ['an object', { name: 'presence-a' }, ChannelNameError],
  ['a name whose function throws', new Error('no room yet'), CallbackError],
];

const room = () => {
  const given = signal<unknown>('presence-a');
  const name = () => {
    const now = given();
    if (now instanceof Error) throw now;
    return now as Name | undefined;
  };
  const { value } = made(() => {
    const channel = injectChannel<Name, { [event: string]: unknown }>(name);
    return {
      channel,
      price: injectEvent<number>(name, 'tick', { initialValue: 0 }),
      ofChannel: injectEvent(channel, 'tick', { initialValue: 0 }),
      members: injectMembers(name),
      state: injectSubscriptionState(name),
      stateOfChannel: injectSubscriptionState(channel),
    };
  });
  const now = () => [
    value.price(),
    value.ofChannel(),
    value.members()?.count,
    value.state().status,
    value.stateOfChannel().status,
  ];
  return { given, now, ...value };
};

const NOTHING = [0, 0, undefined];

describe('the name of a channel that a signal gives', () => {
  virtualTime();

  it.each(WRONG)('may be wrong for a while: %s', async (_, wrong, kind) => {
    const { server, told, sent } = bed();
    const { given, now, state, channel } = room();
    await pass();
    server.events('presence-a', [['tick', 1]]);
    await pass();
    expect(now()).toEqual([1, 1, 1, 'subscribed', 'subscribed']);

    given.set(wrong);
    await pass();
    for (let reading = 0; reading < 3; reading += 1) {
      TestBed.tick();
      expect(now()).toEqual([...NOTHING, 'failed', 'failed']);
    }
    expect(state()).toEqual({ status: 'failed', cause: expect.any(kind) as unknown });
    expect(() => channel.name).not.toThrow();
    // Each signal that wants the channel has told of it, once.
    expect(told).toEqual([1, 2, 3].map(() => expect.any(kind) as unknown));
    expect(sent).toEqual(['subscribe presence-a', 'unsubscribe presence-a']);

    given.set('presence-b');
    await pass();
    server.events('presence-b', [['tick', 2]]);
    await pass();
    expect(now()).toEqual([2, 2, 1, 'subscribed', 'subscribed']);
    expect(told).toHaveLength(3);
  });

  it.each(WRONG)('may be wrong at first: %s', async (_, wrong, kind) => {
    const { server, told } = bed();
    const { given, now } = room();
    given.set(wrong);
    await pass();
    expect(now()).toEqual([...NOTHING, 'failed', 'failed']);
    expect(told).toEqual([1, 2, 3].map(() => expect.any(kind) as unknown));
    given.set(undefined);
    await pass();
    expect(now()).toEqual([...NOTHING, 'unsubscribed', 'unsubscribed']);
    given.set('presence-b');
    await pass();
    server.events('presence-b', [['tick', 2]]);
    await pass();
    expect(now()).toEqual([2, 2, 1, 'subscribed', 'subscribed']);
  });

  it('may be of an encrypted channel that the client cannot read', async () => {
    const { told, server } = bed({ options: { encryption: undefined } as never });
    const name = signal('private-encrypted-a');
    const { value } = made(() => ({ last: injectEvent(name, 'tick'), state: injectSubscriptionState(name) }));
    await pass();
    expect([value.last(), value.state()]).toEqual([
      undefined,
      { status: 'failed', cause: expect.any(OptionError) as unknown },
    ]);
    name.set('a');
    await pass();
    server.events('a', [['tick', 1]]);
    await pass();
    expect([value.last(), told]).toEqual([1, [expect.any(OptionError)]]);
  });

  it.each([undefined, null])('clears all that came of the former channel when it is %s', async (none) => {
    const { server, told, sent } = bed();
    const { given, now, channel } = room();
    const members: Members[] = [];
    channel.members$.subscribe((snapshot) => members.push(snapshot));
    await pass();
    server.members('presence-a', [['join', 'ada', { name: 'Ada' }]]);
    server.events('presence-a', [['tick', 1]]);
    await pass();
    expect(now()).toEqual([1, 1, 2, 'subscribed', 'subscribed']);

    given.set(none);
    TestBed.tick();
    expect(now()).toEqual([...NOTHING, 'unsubscribed', 'unsubscribed']);
    expect(channel.name).toBe('');
    const last = members.at(-1)!;
    expect([last.stale, last.count, last.me.id, last.has('ada'), last.get('ada')?.info]).toEqual([
      ...[true, 2, 'user-1', true],
      { name: 'Ada' },
    ]);
    expect([...last].map(({ id }) => id)).toEqual(['user-1', 'ada']);
    await pass();
    expect(sent).toEqual(['subscribe presence-a', 'unsubscribe presence-a']);

    given.set('presence-a');
    await pass();
    expect(now()).toEqual([0, 0, 2, 'subscribed', 'subscribed']);
    expect([members.at(-1)?.stale, told]).toEqual([false, []]);
  });

  it('errors the streams of injectChannel once, and whoever retries hears of the next one', async () => {
    const { server } = bed();
    const name = signal<string | undefined>('room 1');
    const { value: channel } = made(() => injectChannel(name));
    const heard: unknown[] = [];
    channel.on('tick').subscribe({ error: (error: unknown) => heard.push((error as Error).name) });
    channel
      .on('tick')
      .pipe(retry())
      .subscribe((data) => heard.push(data));
    channel.pipe(retry()).subscribe(({ data }) => heard.push(data));
    await pass();
    expect(heard).toEqual(['ChannelNameError']);
    name.set('a');
    await pass();
    server.events('a', [['tick', 1]]);
    await pass();
    name.set('room 1');
    await pass();
    name.set('b');
    await pass();
    server.events('b', [['tick', 2]]);
    await pass();
    expect(heard).toEqual(['ChannelNameError', 1, 1, 2, 2]);
  });

  it('is no reason to fail at reading for an ErrorHandler that throws', async () => {
    const unhandled: unknown[] = [];
    config.onUnhandledError = (error) => unhandled.push(error);
    const boom = () => {
      throw new Error('from the handler');
    };
    const { server } = bed({ providers: [{ provide: ErrorHandler, useValue: { handleError: boom } }] });
    const name = signal('');
    const { value: last } = made(() => injectEvent(name, 'tick'));
    await pass();
    expect(last()).toBeUndefined();
    name.set('a');
    await pass();
    server.events('a', [['tick', 1]]);
    await pass();
    config.onUnhandledError = null;
    expect([last(), String(unhandled)]).toEqual([1, 'Error: from the handler']);
  });

  it('throws at the call, and not at reading, for what is wrong whatever the channel', () => {
    bed();
    for (const name of ['', 'room 1']) {
      expect(() => made(() => injectEvent(name, 'tick'))).toThrow(ChannelNameError);
      expect(() => made(() => injectChannel(name))).toThrow(ChannelNameError);
      expect(() => made(() => injectSubscriptionState(name))).toThrow(ChannelNameError);
    }
    for (const event of ['', 'pusher:error', 'pusher_internal:member_added'])
      expect(() => made(() => injectEvent(signal('a'), event))).toThrow(/event/);
  });
});

describe('the streams of a channel', () => {
  virtualTime();
  const STREAMS = ['state$', 'subscriptionCount$', 'resumed$', 'cacheMiss$', 'members$', 'joined$', 'left$'] as const;
  type Streams = Record<(typeof STREAMS)[number], unknown>;

  it.each(STREAMS)('are the same at each reading: %s', (stream) => {
    bed();
    const name = signal('presence-cache-a');
    const { value } = made(() => [
      injectChannel('presence-cache-a'),
      injectChannel(name),
      injectPusher().channel('presence-cache-a'),
    ]);
    for (const channel of value as unknown as Streams[]) {
      const before = channel[stream];
      expect(channel[stream]).toBe(before);
      name.set(`${name()}b`);
      TestBed.tick();
      expect(channel[stream]).toBe(before);
    }
  });

  it('are those of each channel alone', () => {
    bed();
    const { value: pusher } = made(injectPusher);
    expect(pusher.channel('presence-a').members$).not.toBe(pusher.channel('presence-b').members$);
  });
});
