import type { Observable } from 'rxjs';
import { from, lastValueFrom, map, of, throwError, timer, toArray } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { ApiError } from '../../lib/server/errors.js';
import type { BatchEntry } from '../../lib/server/event-body.js';
import { batchEntry } from '../../lib/server/event-body.js';
import type { BatchResult, PublishOptions } from '../../lib/server/index.js';
import { publishTo } from '../../lib/server/publish.js';
import { errorLike } from '../support/error-like.js';

const toEvent = (value: string) => ({ channel: value, name: 'e', data: value });

const publisher = (send: (entries: readonly BatchEntry[]) => Observable<BatchResult>) => ({
  toEntry: (event: Parameters<typeof batchEntry>[1]) => batchEntry({ masterKey: undefined, maxDataSize: 5 }, event),
  send,
});
const ok = publisher(() => of({}));

const run = (values: string[], send = ok, options: PublishOptions = {}) =>
  lastValueFrom(from(values).pipe(publishTo(send, toEvent, options), toArray()));

describe('publish', () => {
  it('tells what became of the values, with their events and the answer', async () => {
    const send = publisher((entries) => of({ batch: entries.map(() => ({ subscription_count: 1 })) }));
    expect(await run(['a', 'b'], send)).toEqual([
      {
        status: 'published',
        values: ['a', 'b'],
        events: [toEvent('a'), toEvent('b')],
        queued: 0,
        result: { batch: [{ subscription_count: 1 }, { subscription_count: 1 }] },
      },
    ]);
  });

  it('sends up to 10 events in a request, or fewer if told so', async () => {
    const values = Array.from({ length: 25 }, (_, i) => `c${i}`);
    const sizes = (options?: PublishOptions) => run(values, ok, options).then((all) => all.map((r) => r.values.length));
    expect(await sizes()).toEqual([10, 10, 5]);
    expect(await sizes({ size: 9 })).toEqual([9, 9, 7]);
  });

  it('tells of a failed batch, and goes on', async () => {
    const error = new ApiError('POST', '/apps/3/batch_events', 500, 'oh no');
    let requests = 0;
    const send = publisher(() => (++requests === 1 ? throwError(() => error) : of({})));
    expect(await run(['a', 'b', 'c', 'd'], send, { size: 2 })).toMatchObject([
      { status: 'failed', values: ['a', 'b'], events: [toEvent('a'), toEvent('b')], queued: 0, error },
      { status: 'published', values: ['c', 'd'], queued: 0 },
    ]);
  });

  it('fails one wrong event alone', async () => {
    expect(await run(['a', 'b b', 'toolong', 'c'])).toMatchObject([
      { status: 'failed', values: ['b b'], events: [toEvent('b b')], queued: 1, error: { _tag: 'ChannelNameError' } },
      { status: 'failed', values: ['toolong'], error: { _tag: 'LimitError', limit: 'data' } },
      { status: 'published', values: ['a', 'c'] },
    ]);
  });

  it('tells of a toEvent that throws', async () => {
    const broken = publishTo<number>(ok, () => {
      throw new TypeError('oops');
    });
    expect(await lastValueFrom(of(1).pipe(broken))).toMatchObject({
      status: 'failed',
      values: [1],
      events: [],
      error: { _tag: 'CallbackError', callback: 'toEvent' },
    });
  });

  it('makes a queue that grows visible, and bounds it if told so', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(({ hot, expectObservable }) => {
      const slow = publisher(() => timer(10).pipe(map(() => ({}))));
      const result$ = hot('(abcd|)').pipe(
        publishTo(slow, toEvent, { size: 1, maxQueued: 2 }),
        map((r) => `${r.values.join()}+${r.queued} ${r.status === 'failed' ? r.error._tag : 'ok'}`),
      );
      expectObservable(result$).toBe('d 9ms a 9ms b 9ms (c|)', {
        a: 'a+2 ok',
        b: 'b+1 ok',
        c: 'c+0 ok',
        d: 'd+2 QueueOverflow',
      });
    });
  });

  it.each(['size', 'within', 'concurrency', 'maxQueued'])('refuses a wrong %s at the call', (option) => {
    expect(() => publishTo(ok, toEvent, { [option]: -1 })).toThrow(errorLike({ option }));
    expect(() => publishTo(ok, toEvent, { [option]: 1.5 })).toThrow(errorLike({ option }));
  });
});
