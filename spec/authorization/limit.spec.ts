import { of } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { channelAuthorizer } from '../../lib/authorization/index.js';
import { limit } from '../../lib/authorization/limit.js';
import { fakeFetch, respond, told } from './fake-fetch.js';

type Helpers = Parameters<Parameters<TestScheduler['run']>[0]>[0];
const run = (test: (helpers: Helpers) => void) =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test);

describe('a limit', () => {
  it('lets so many go at a time, the others in their order', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const inTurn = limit(2);
      const sources = [cold('---a|'), cold('-----b|'), cold('--c|'), cold('-d|')];
      const [first, second, third, fourth] = sources.map((source) => inTurn(source));
      expectObservable(first!).toBe('---a|');
      expectObservable(second!).toBe('-----b|');
      expectObservable(third!).toBe('------c|');
      expectObservable(fourth!).toBe('-------d|');
      expectSubscriptions(sources[0]!.subscriptions).toBe('^---!');
      expectSubscriptions(sources[2]!.subscriptions).toBe('----^--!');
      expectSubscriptions(sources[3]!.subscriptions).toBe('------^-!');
    }));

  it('gives the turn on after an error, and after leaving', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const inTurn = limit(1);
      const third = cold('-c|');
      expectObservable(inTurn(cold('--#'))).toBe('--#');
      expectObservable(inTurn(cold('-----')), '^---!').toBe('-----');
      expectObservable(inTurn(third)).toBe('-----c|');
      expectSubscriptions(third.subscriptions).toBe('----^-!');
    }));

  it('passes over who left while waiting', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const inTurn = limit(1);
      const second = cold('-b|');
      expectObservable(inTurn(cold('---a|'))).toBe('---a|');
      expectObservable(inTurn(second), '^-!').toBe('---');
      expectObservable(inTurn(cold('-c|'))).toBe('-----c|');
      expectSubscriptions(second.subscriptions).toBe([]);
    }));

  it('is not upset by sources that end at once', () => {
    const inTurn = limit(1);
    const seen: number[] = [];
    for (let i = 0; i < 100; i += 1) inTurn(of(i)).subscribe((value) => seen.push(value));
    expect(seen).toEqual([...Array(100).keys()]);
  });
});

describe('the option `concurrency`', () => {
  it('limits the requests under way, not those that wait to be made again', () =>
    run((helpers) => {
      const responses = { g: respond(200, { auth: 'ok' }), 5: respond(500) };
      const { fetch, answers } = fakeFetch(helpers, ['10ms (5|)', '10ms (g|)'], responses);
      const authorize = channelAuthorizer({ fetch, concurrency: 1 }, { random: () => 0 });
      const ask = (name: string) => told(authorize({ socketId: '1.2', channelName: name }));
      helpers.expectObservable(ask('private-a')).toBe('10ms 1s 10ms (a|)', { a: 'ok' });
      helpers.expectObservable(ask('private-b')).toBe('10ms 10ms (b|)', { b: 'ok' });
      helpers.expectObservable(ask('private-c')).toBe('20ms 10ms (c|)', { c: 'ok' });
      helpers.flush();
      expect(answers).toHaveLength(4);
    }));

  it('does not let the time of a request run while it waits', () =>
    run((helpers) => {
      const { fetch } = fakeFetch(helpers, ['80ms (g|)']);
      const authorize = channelAuthorizer({ fetch, concurrency: 1, timeout: 100 }, { random: () => 0 });
      const ask = (name: string) => told(authorize({ socketId: '1.2', channelName: name }));
      helpers.expectObservable(ask('private-a')).toBe('80ms (a|)', { a: 'key:signature' });
      helpers.expectObservable(ask('private-b')).toBe('80ms 80ms (a|)', { a: 'key:signature' });
    }));
});
