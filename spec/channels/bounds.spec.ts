import { asyncScheduler } from 'rxjs';
import type { PusherOptions } from '../../lib/index.js';
import { sizeOf } from '../../lib/client-events/client-event.js';
import { createRate } from '../../lib/rx/rate.js';
import { errorLike } from '../support/error-like.js';
import { clientOf, FakeServer } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

afterEach(() => jest.restoreAllMocks());

const given = (
  clientEvents: PusherOptions['clientEvents'],
  play: (given: ReturnType<typeof bed> & { pass: (ms: number) => void; timers: () => number }) => void,
) => inTime(({ pass, timers }) => play({ ...bed(clientEvents), pass, timers }));
const bed = (clientEvents: PusherOptions['clientEvents']) => {
  const server = new FakeServer();
  const pusher = clientOf(server, clientEvents === undefined ? {} : { clientEvents });
  const errors = listen(pusher.errors$).values;
  return { server, pusher, errors, channel: pusher.channel('private-a') };
};

describe('client events that wait', () => {
  it.each([1_000, 4_000, 32_000])('%p of them share one timer, and each costs as much as the others', (count) =>
    given({ maxHeld: Infinity, limit: Infinity }, ({ server, channel, pass, timers }) => {
      server.down = true;
      // Offline; the attempts of the connection have timers of their own.
      listen(channel);
      pass(500);
      const before = timers();
      const schedule = jest.spyOn(asyncScheduler, 'schedule');
      const sorts = jest.spyOn(Array.prototype, 'sort');
      const outcomes = { done: 0, failed: 0 };
      for (let n = 0; n < count; n += 1) {
        channel.trigger('client-x', n).subscribe({
          complete: () => (outcomes.done += 1),
          error: () => (outcomes.failed += 1),
        });
      }
      expect(timers()).toBe(before + 1);
      expect(schedule.mock.calls.length).toBeLessThanOrEqual(1);
      server.down = false;
      pass(10_000);
      expect(outcomes).toEqual({ done: count, failed: 0 });
      expect(server.sent.filter(({ event: name }) => name === 'client-x').map(({ data }) => data)).toEqual(
        Array.from({ length: count }, (_, n) => n),
      );
      expect(sorts.mock.calls.length).toBeLessThan(100);
    }),
  );

  it('all fail at their time where there is no connection, in order, under one timer', () =>
    given({ maxHeld: Infinity }, ({ server, channel, pass, timers }) => {
      server.down = true;
      const failed: number[] = [];
      for (let n = 0; n < 100; n += 1) {
        channel.trigger('client-x', n).subscribe({ error: () => failed.push(n) });
        pass(10);
      }
      pass(13_999);
      expect(failed).toEqual([]);
      pass(500);
      expect(failed).toEqual(Array.from({ length: 50 }, (_, n) => n));
      pass(1_000);
      expect(failed).toHaveLength(100);
      pass(60_000);
      expect(timers()).toBe(0);
    }));

  it.each([1, 3, 1_000])('are %p at most; one more fails with TriggerQueueFull, which says so', (maxHeld) =>
    given(maxHeld === 1_000 ? undefined : { maxHeld }, ({ channel, errors, pass, server }) => {
      server.down = true;
      const held = Array.from({ length: maxHeld }, (_, n) => listen(channel.trigger('client-x', n)));
      const over = listen(channel.trigger('client-y', 'over'));
      const like = errorLike({ _tag: 'TriggerQueueFull', event: 'client-y', channel: 'private-a', held: maxHeld });
      expect(over.error).toEqual(like);
      expect((over.error as Error).message).toContain('clientEvents.maxHeld');
      channel.trigger('client-y', 'unheard');
      expect(errors).toEqual([like, like]);
      server.down = false;
      pass(1_000);
      // Those that waited go, and there is room again.
      expect(held.filter(({ completed }) => completed).length).toBe(Math.min(maxHeld, 10));
      expect(listen(channel.trigger('client-y', 'later')).error).toBeUndefined();
    }),
  );

  it('beyond the bound fail without a word in errors$ where overflow is drop', () =>
    given({ maxHeld: 1, overflow: 'drop' }, ({ channel, errors, server }) => {
      server.down = true;
      channel.trigger('client-x', 1);
      const over = listen(channel.trigger('client-x', 2));
      expect(over.error).toEqual(errorLike({ _tag: 'TriggerQueueFull' }));
      channel.trigger('client-x', 3);
      expect(errors.filter(({ _tag }) => _tag !== 'TriggerQueueFull')).toEqual(errors);
    }));
});

describe('the pace', () => {
  it('of no limit keeps no log of what went', () => {
    const rate = createRate(Infinity, 1_100);
    const now = jest.spyOn(asyncScheduler, 'now');
    for (let n = 0; n < 1_000; n += 1) rate.count();
    expect([now.mock.calls.length, rate.delay()]).toEqual([0, 0]);
  });

  it.each([1, 2, 10, 100])('of %p lets no more go within any second, and as many as that', (limit) =>
    inTime(({ pass }) => {
      const rate = createRate(limit, 1_100);
      const went: number[] = [];
      for (let ms = 0; ms < 5_000; ms += 7) {
        for (let n = 0; n < 3 && rate.delay() === 0; n += 1) {
          rate.count();
          went.push(asyncScheduler.now());
        }
        pass(7);
      }
      went.forEach((time, n) => expect(time - (went[n - limit] ?? -Infinity)).toBeGreaterThanOrEqual(1_000));
      expect(went.length).toBeGreaterThanOrEqual(limit * 4);
      rate.reset();
      expect(rate.delay()).toBe(0);
    }),
  );
});

describe('the size of a client event', () => {
  /** Data whose frame has exactly so many bytes. */
  const sized = (bytes: number, letter: string): string => {
    const rest = bytes - Buffer.byteLength('{"event":"client-x","channel":"private-a","data":""}');
    const each = Buffer.byteLength(letter);
    return 'x'.repeat(rest % each) + letter.repeat(Math.floor(rest / each));
  };

  it.each([
    ['', 0],
    ['abc', 3],
    ['é', 2],
    ['€', 3],
    ['😀', 4],
    ['a😀é€', 10],
    ['\u07ff\u0800\uffff', 8],
  ])('is counted in bytes: %j has %p', (text, bytes) => {
    expect([sizeOf(text), Buffer.byteLength(text)]).toEqual([bytes, bytes]);
  });

  it.each(['x', 'é', '€', '😀'])('is bounded in bytes, not characters (of %j): one too large is not sent', (letter) =>
    given({ maxSize: 1_000 }, ({ server, channel, errors, pass }) => {
      listen(channel);
      pass(10);
      server.wire();
      const fits = listen(channel.trigger('client-x', sized(1_000, letter)));
      const over = listen(channel.trigger('client-x', sized(1_001, letter)));
      const like = errorLike({
        _tag: 'ClientEventTooLarge',
        event: 'client-x',
        channel: 'private-a',
        size: 1_001,
        limit: 1_000,
      });
      expect([fits.completed, over.error]).toEqual([true, like]);
      channel.trigger('client-x', sized(1_001, letter));
      expect(errors).toEqual([like, like]);
      expect(server.wire()).toHaveLength(1);
    }),
  );

  it('is known before the channel is wanted: nobody connects for it', () =>
    given({ maxSize: 100 }, ({ server, channel, pass }) => {
      const heard = listen(channel.trigger('client-x', 'x'.repeat(100)));
      expect(heard.error).toEqual(errorLike({ _tag: 'ClientEventTooLarge' }));
      pass(1_000);
      expect(server.sockets).toEqual([]);
    }));

  it.each([
    [10_240, 0],
    [10_241, 1],
    [1_000_000, 1],
  ])('of %p bytes is sent unless the option says otherwise, and is warned of %p times', (bytes, warnings) =>
    given(undefined, ({ server, channel, errors, pass }) => {
      listen(channel);
      pass(10);
      server.wire();
      const heard = listen(channel.trigger('client-x', sized(bytes, '€')));
      expect([heard.completed, heard.error, server.wire().length]).toEqual([true, undefined, 1]);
      expect(errors).toEqual(
        Array(warnings).fill(errorLike({ _tag: 'ClientEventTooLarge', size: bytes, limit: 10_240 })),
      );
    }),
  );

  it('of any number of bytes is not warned of where the option is Infinity', () =>
    given({ maxSize: Infinity }, ({ channel, errors, pass }) => {
      listen(channel);
      pass(10);
      expect(listen(channel.trigger('client-x', 'x'.repeat(1_000_000))).completed).toBe(true);
      expect(errors).toEqual([]);
    }));
});

describe('options of client events', () => {
  const options = [
    ...['limit', 'maxHeld', 'maxSize'].flatMap((name) =>
      [0, -1, 1.5, NaN, '10', null].map((value) => [name, value] as const),
    ),
    ...['wait', 1, null].map((value) => ['overflow', value] as const),
    ['maxheld', 10] as const,
  ];
  it.each(options)('%s: %p is refused by name', (name, value) => {
    expect(() => clientOf(new FakeServer(), { clientEvents: { [name]: value } })).toThrow(
      errorLike({ _tag: 'OptionError', option: `clientEvents.${name}` }),
    );
  });

  it.each(['limit', 'maxHeld', 'maxSize'])('%s may be Infinity, and 1', (name) => {
    for (const value of [1, Infinity]) {
      expect(() => clientOf(new FakeServer(), { clientEvents: { [name]: value } })).not.toThrow();
    }
  });
});
