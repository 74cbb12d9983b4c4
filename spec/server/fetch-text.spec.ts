import { firstValueFrom } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { fetchText } from '../../lib/server/fetch-text.js';
import type { Recorder } from '../support/recorder.js';
import { startRecorder } from '../support/recorder.js';

let recorder: Recorder;
beforeAll(async () => (recorder = await startRecorder()));
beforeEach(() => (recorder.requests.length = 0));
afterAll(() => recorder.close());

const url = () => `http://127.0.0.1:${recorder.port}/`;

describe('fetch as an observable', () => {
  it('asks once for each subscription, and never before', async () => {
    const answer$ = fetchText(fetch, url(), {});
    expect(recorder.requests).toHaveLength(0);
    expect(await firstValueFrom(answer$)).toEqual({ status: 200, body: '{}' });
    await firstValueFrom(answer$);
    expect(recorder.requests).toHaveLength(2);
  });

  it('keeps the connection for the next request, whatever the status', async () => {
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

  it('takes a fetch that gives observables, so that virtual time goes through it', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(({ cold, expectObservable }) => {
      const slow = () => cold('--a|', { a: { status: 201, text: () => cold('---(b|)', { b: 'body' }) } });
      expectObservable(fetchText(slow, url(), {})).toBe('-----(a|)', { a: { status: 201, body: 'body' } });
    });
  });

  it('errors where fetch rejects or throws', async () => {
    const failures = [
      () => Promise.reject(new TypeError('no')),
      () => {
        throw new TypeError('no');
      },
    ];
    for (const failing of failures) await expect(firstValueFrom(fetchText(failing, url(), {}))).rejects.toThrow('no');
  });
});
