import fc from 'fast-check';
import { EMPTY, firstValueFrom, lastValueFrom, NEVER, of, Subject, throwError, toArray } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { CallbackError } from '../../lib/errors.js';
import { invoke, toObservable } from '../../lib/rx/invoke.js';

const all = (value: unknown) => firstValueFrom(toObservable(value).pipe(toArray()));

describe('a value, a Promise or an Observable as a stream', () => {
  it.each<readonly [string, unknown, readonly unknown[]]>([
    ['an Observable', of(1, 2), [1, 2]],
    ['an empty Observable', EMPTY, []],
    ['a Promise', Promise.resolve(1), [1]],
    ['something with `then`', { then: (done: (value: number) => void) => done(1) }, [1]],
    ['an iterable', new Set([1, 2]), [1, 2]],
    [
      'an asynchronous iterable',
      (async function* () {
        yield await Promise.resolve(1);
      })(),
      [1],
    ],
    ['text, whole', 'text', ['text']],
    ['empty text', '', ['']],
    ['an object', { auth: 'a' }, [{ auth: 'a' }]],
    ['an object without a prototype', Object.create(null), [{}]],
    ['a function', Math.max, [Math.max]],
    ['a number', 0, [0]],
    ['false', false, [false]],
    ['null', null, [null]],
    ['undefined', undefined, [undefined]],
  ])('%s', async (_, value, expected) => {
    await expect(all(value)).resolves.toEqual(expected);
  });

  it('is that value, once, whatever it is that rxjs takes for no stream', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        fc.pre(typeof value !== 'object' || value === null || !(Symbol.iterator in value || 'length' in value));
        const seen: unknown[] = [];
        toObservable(value).subscribe((one) => seen.push(one));
        expect(seen).toHaveLength(1);
        expect(seen[0]).toBe(value);
      }),
    );
  });
});

describe("calling a function of the user's", () => {
  it('is done for each who subscribes, and never before', () => {
    const callback = jest.fn(() => of(1));
    const called$ = invoke('name', callback);
    expect(callback).not.toHaveBeenCalled();
    called$.subscribe();
    called$.subscribe();
    expect(callback).toHaveBeenCalledTimes(2);
  });

  it('gives the first value and lets go', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(
      ({ cold, expectObservable, expectSubscriptions }) => {
        const answer = cold('-a-b-c');
        expectObservable(invoke('name', () => answer)).toBe('-(a|)');
        expectSubscriptions(answer.subscriptions).toBe('^!');
      },
    );
  });

  it('completes where the answer gives nothing, and waits while it says nothing', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(({ expectObservable }) => {
      expectObservable(invoke('name', () => EMPTY)).toBe('|');
      expectObservable(
        invoke('name', () => NEVER),
        '--!',
      ).toBe('');
    });
  });

  it('lets go of the answer when nobody wants it any more', () => {
    const answer = new Subject();
    invoke('name', () => answer)
      .subscribe()
      .unsubscribe();
    expect(answer.observed).toBe(false);
  });

  it.each<readonly [string, () => never]>([
    [
      'throws',
      () => {
        throw new Error('why');
      },
    ],
    ['errors', () => throwError(() => new Error('why')) as never],
    ['rejects', () => Promise.reject(new Error('why')) as never],
  ])('that %s is a `CallbackError` with its name and the cause', async (_, callback) => {
    const error: unknown = await lastValueFrom(invoke('name', callback)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CallbackError);
    expect(error).toMatchObject({ callback: 'name', message: 'name failed: why', cause: { message: 'why' } });
  });

  it.each([undefined, null, 7, {}])('that answers with what is no stream, and may not, is one too: %p', (answer) => {
    const errors: unknown[] = [];
    invoke('name', () => answer as never).subscribe({ error: (error: unknown) => errors.push(error) });
    expect(errors).toEqual([expect.any(CallbackError)]);
  });
});
