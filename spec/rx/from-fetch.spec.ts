import type { ObservableInput } from 'rxjs';
import { EMPTY, firstValueFrom, NEVER, of, Subject, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { fromFetch } from '../../lib/rx/from-fetch.js';
import { fetchText } from '../../lib/server/fetch-text.js';
import type { Recorder } from '../support/recorder.js';
import { startRecorder } from '../support/recorder.js';

let recorder: Recorder;
beforeAll(async () => (recorder = await startRecorder()));
beforeEach(() => (recorder.requests.length = 0));
afterAll(() => recorder.close());

const url = () => `http://127.0.0.1:${recorder.port}/`;
const refuse = () => {
  throw new Error('refused');
};

describe('fetch as an observable', () => {
  it('asks once for each subscription, and never before', async () => {
    const answer$ = fetchText(fetch, url(), {});
    expect(recorder.requests).toHaveLength(0);
    expect(await firstValueFrom(answer$)).toEqual({ status: 200, body: '{}' });
    await firstValueFrom(answer$);
    expect(recorder.requests).toHaveLength(2);
  });

  it('keeps the connection for the next request where the body is read, whatever the status', async () => {
    recorder.answer = (response) => response.writeHead(500).end('x'.repeat(1_000_000));
    for (let i = 0; i < 8; i += 1) await firstValueFrom(fetchText(fetch, url(), {}));
    // Node hands a connection back a moment after the answer, so that two take turns.
    expect(new Set(recorder.requests.map(({ from }) => from)).size).toBeLessThan(3);
  });

  it('aborts the request when it is given up', async () => {
    const closed = new Promise((resolve) => {
      recorder.answer = (response) => {
        response.on('close', resolve);
        subscription.unsubscribe();
      };
    });
    const heard = jest.fn();
    const subscription = fetchText(fetch, url(), {}).subscribe({ next: heard, error: heard, complete: heard });
    await closed;
    expect(heard).not.toHaveBeenCalled();
  });

  it('aborts a body that is still coming', async () => {
    const closed = new Promise((resolve) => {
      recorder.answer = (response) => {
        response.on('close', resolve);
        response.writeHead(200).write('{');
      };
    });
    const seen = (input: string, init: RequestInit) =>
      fetch(input, init).then((response) => {
        setTimeout(() => subscription.unsubscribe());
        return response;
      });
    const subscription = fetchText(seen, url(), {}).subscribe();
    await closed;
  });

  it('does not wait for the body of a response that is refused, and lets go of its connection', async () => {
    const closed = new Promise((resolve) => {
      recorder.answer = (response) => {
        response.on('close', resolve);
        response.writeHead(401).write('endless');
      };
    });
    await expect(firstValueFrom(fromFetch<object, Response, never>(fetch, url(), {}, refuse))).rejects.toThrow(
      'refused',
    );
    await closed;
  });

  it('takes a fetch that gives observables, so that virtual time goes through it', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(({ cold, expectObservable }) => {
      const slow = () => cold('--a|', { a: { status: 201, text: () => cold('---(b|)', { b: 'body' }) } });
      expectObservable(fetchText(slow, url(), {})).toBe('-----(a|)', { a: { status: 201, body: 'body' } });
    });
  });

  it('takes one response, and one body of it, from a fetch that does not end', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(
      ({ cold, expectObservable, expectSubscriptions }) => {
        const body = cold('---b-c-', { b: 'body', c: 'more' });
        const endless = cold('--a-a-', { a: { status: 200, text: () => body } });
        expectObservable(fetchText(() => endless, url(), {})).toBe('-----(a|)', { a: { status: 200, body: 'body' } });
        expectSubscriptions(endless.subscriptions).toBe('^----!');
        expectSubscriptions(body.subscriptions).toBe('--^--!');
      },
    );
  });

  it('takes the text itself where a text is said to come', async () => {
    await expect(firstValueFrom(fetchText(() => [{ status: 200, text: () => 'body' }], '', {}))).resolves.toEqual({
      status: 200,
      body: 'body',
    });
  });

  it.each<readonly [string, () => ObservableInput<never>, string]>([
    ['rejects', () => Promise.reject(new TypeError('no')), 'no'],
    [
      'throws',
      () => {
        throw new TypeError('no');
      },
      'no',
    ],
    ['errors', () => throwError(() => new TypeError('no')), 'no'],
    ['ends without a response', () => EMPTY, 'no response'],
    ['gives nothing at all', () => undefined as never, 'undefined'],
  ])('errors where fetch %s', async (_, failing, message) => {
    await expect(firstValueFrom(fetchText(failing, url(), {}))).rejects.toThrow(message);
  });
});

describe('the signal of a request', () => {
  /** What has become of it, for a fetch that answers so and a reader that reads so. */
  const aborted = <R, T>(answer: ObservableInput<R>, read: (response: R) => ObservableInput<T>, leave = false) => {
    let signal: AbortSignal | undefined;
    const fetch = (_: string, init: { signal: AbortSignal }) => {
      signal = init.signal;
      return answer;
    };
    const subscription = fromFetch(fetch, '', {}, read).subscribe({ error: () => undefined });
    const before = signal?.aborted;
    if (leave) subscription.unsubscribe();
    return [before, signal?.aborted];
  };

  const one = (response: number) => [response];
  it.each([
    ['not aborted when the request has given its value', aborted(of(1), one), [false, false]],
    ['not aborted by who leaves after that', aborted(of(1), one, true), [false, false]],
    ['aborted by who leaves before the response', aborted(NEVER, one, true), [false, true]],
    ['aborted by who leaves before the body', aborted(of(1), () => NEVER, true), [false, true]],
    ['aborted when the response is refused', aborted(of(1), refuse), [true, true]],
    ['aborted when its body fails', aborted(of(1), () => throwError(() => new Error('broken'))), [true, true]],
  ])('is %s', (_, seen, expected) => {
    expect(seen).toEqual(expected);
  });

  it('is not aborted by who leaves because of the value', () => {
    let signal: AbortSignal | undefined;
    const body = new Subject<number>();
    const fetch = (_: string, init: { signal: AbortSignal }) => {
      signal = init.signal;
      return of(1);
    };
    const subscription = fromFetch(fetch, '', {}, () => body).subscribe(() => subscription.unsubscribe());
    body.next(1);
    expect([signal?.aborted, body.observed]).toEqual([false, false]);
  });
});
