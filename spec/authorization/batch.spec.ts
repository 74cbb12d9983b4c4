import { merge, of } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { channelAuthorizer } from '../../lib/authorization/index.js';
import type { HttpAuthorization } from '../../lib/authorization/index.js';
import { fakeFetch, respond, told } from './fake-fetch.js';

type Helpers = Parameters<Parameters<TestScheduler['run']>[0]>[0];
const run = (test: (helpers: Helpers) => void) =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test);

const entry = (name: string) => ({ status: 200, data: { auth: `for ${name}` } });
const all = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`private-${name}`, entry(name)]));
const responses = {
  g: respond(200, all),
  5: respond(500),
  d: respond(401),
  p: respond(200, { ...all, 'private-a': { status: 503 }, 'private-b': { status: 403 }, 'private-c': { status: 503 } }),
  x: respond(200, []),
  t: respond(200, { 'private-a': { status: '\nFORGED', data: { auth: 'a' } } }),
};
const setup = (helpers: Helpers, marbles: string[], option: HttpAuthorization = {}, random = () => 0) => {
  const { fetch, requests, answers } = fakeFetch(helpers, marbles, responses);
  const authorize = channelAuthorizer({ fetch, batch: true, ...option }, { random });
  return {
    requests,
    answers,
    bodies: () => requests.map(({ body }) => body),
    ask: (name: string, socketId = '1.2') => told(authorize({ socketId, channelName: `private-${name}` })),
  };
};

describe('a batch', () => {
  it('asks for all channels wanted in one turn by one request', () =>
    run((helpers) => {
      const { ask, bodies } = setup(helpers, ['5ms (g|)'], { params: { p: '[1]' } });
      helpers.expectObservable(ask('a')).toBe('5ms (a|)', { a: 'for a' });
      helpers.expectObservable(ask('b')).toBe('5ms (b|)', { b: 'for b' });
      helpers.flush();
      expect(bodies()).toEqual(['socket_id=1.2&channel_name[0]=private-a&channel_name[1]=private-b&p=%5B1%5D']);
    }));

  it('takes no status that is not a number', () =>
    run((helpers) => {
      const { ask } = setup(helpers, ['(t|)']);
      helpers.expectObservable(ask('a')).toBe('(x|)', { x: 'AuthorizationAnswerError private-a' });
    }));

  it.each<readonly [string, unknown, string]>([
    ['left out', undefined, 'AuthorizationAnswerError private-a'],
    ['null', null, 'AuthorizationAnswerError private-a'],
    ['a text', 'no', 'AuthorizationAnswerError private-a'],
    ['a number', 403, 'AuthorizationAnswerError private-a'],
    ['a list', [], 'AuthorizationAnswerError private-a'],
    ['without data', { status: 200 }, 'AuthorizationAnswerError private-a'],
    ['of null', { status: null, data: null }, 'AuthorizationAnswerError private-a'],
    ['of a status that is no number', { status: {}, data: { auth: 'a' } }, 'AuthorizationAnswerError private-a'],
    [
      'of a status that is hostile',
      { status: { valueOf: 1, toString: 1 }, data: {} },
      'AuthorizationAnswerError private-a',
    ],
    ['of a status that is true', { status: true, data: { auth: 'a' } }, 'AuthorizationAnswerError private-a'],
    ['of a negative status', { status: -1, data: { auth: 'a' } }, 'AuthorizationAnswerError private-a'],
    ['of data that is a text', { data: 'no' }, 'AuthorizationAnswerError private-a'],
    ['of data without a signature', { data: { auth: null } }, 'AuthorizationAnswerError private-a'],
    ['of a denial as text', { status: '403' }, 'AuthorizationDenied private-a 403'],
    ['of an expired token', { status: 419 }, 'AuthorizationDenied private-a 419'],
    ['of a redirect', { status: 302 }, 'AuthorizationStatusError private-a 302'],
    ['of a status of null, with a signature', { status: null, data: { auth: 'for a' } }, 'for a'],
    ['of a success as text', { status: '200', data: { auth: 'for a' } }, 'for a'],
  ])('pays for an odd answer with that channel alone: one that is %s', (_, odd, outcome) =>
    run((helpers) => {
      const response = { ...respond(200), text: () => of(JSON.stringify({ ...all, 'private-a': odd })) };
      const { fetch, requests } = fakeFetch(helpers, ['(o|)'], { o: response });
      const authorize = channelAuthorizer({ fetch, batch: true }, { random: () => 0 });
      for (const name of ['a', 'b', 'c']) {
        helpers
          .expectObservable(told(authorize({ socketId: '1.2', channelName: `private-${name}` })))
          .toBe('(x|)', { x: name === 'a' ? (expect.stringContaining(outcome) as string) : `for ${name}` });
      }
      helpers.flush();
      expect(requests).toHaveLength(1);
    }),
  );

  it('renews the session once for the channels that need it, and asks for those alone again', () =>
    run((helpers) => {
      const odd = { ...all, 'private-a': { status: 419 }, 'private-b': { data: null }, 'private-d': { status: 404 } };
      const { fetch, requests } = fakeFetch(helpers, ['(o|)', '(g|)'], { ...responses, o: respond(200, odd) });
      let refreshes = 0;
      const refresh = () => (refreshes += 1);
      const authorize = channelAuthorizer({ fetch, batch: true, refresh }, { random: () => 0 });
      const ask = (name: string) => told(authorize({ socketId: '1.2', channelName: `private-${name}` }));
      helpers.expectObservable(merge(...['a', 'b', 'c', 'd'].map(ask))).toBe('(cdab|)', {
        a: 'for a',
        b: 'for b',
        c: 'for c',
        d: 'AuthorizationStatusError private-d 404',
      });
      helpers.flush();
      expect(requests.map(({ body }) => body)[1]).toBe(
        'socket_id=1.2&channel_name[0]=private-a&channel_name[1]=private-b',
      );
      expect(refreshes).toBe(1);
    }));

  it('asks for one channel in the same form', () =>
    run((helpers) => {
      const { ask, bodies } = setup(helpers, ['(g|)']);
      helpers.expectObservable(ask('a')).toBe('(a|)', { a: 'for a' });
      helpers.flush();
      expect(bodies()).toEqual(['socket_id=1.2&channel_name[0]=private-a']);
    }));

  it('waits for more as long as the option says, counted from the first', () =>
    run((helpers) => {
      const { ask, bodies } = setup(helpers, ['(g|)'], { batch: { delay: 50 } });
      helpers.expectObservable(ask('a')).toBe('50ms (a|)', { a: 'for a' });
      helpers.expectObservable(ask('b'), '49ms ^').toBe('50ms (b|)', { b: 'for b' });
      helpers.expectObservable(ask('c'), '51ms ^').toBe('101ms (c|)', { c: 'for c' });
      helpers.flush();
      expect(bodies()).toEqual([
        'socket_id=1.2&channel_name[0]=private-a&channel_name[1]=private-b',
        'socket_id=1.2&channel_name[0]=private-c',
      ]);
    }));

  it('of a request under way is closed: who comes then goes in the next', () =>
    run((helpers) => {
      const { ask, requests } = setup(helpers, ['20ms (g|)']);
      helpers.expectObservable(ask('a')).toBe('20ms (a|)', { a: 'for a' });
      helpers.expectObservable(ask('b'), '10ms ^').toBe('10ms 20ms (b|)', { b: 'for b' });
      helpers.flush();
      expect(requests).toHaveLength(2);
    }));

  it('that ends does not close the one that gathers meanwhile', () =>
    run((helpers) => {
      const { ask, bodies } = setup(helpers, ['10ms (g|)'], { batch: { delay: 5 } });
      helpers.expectObservable(ask('a')).toBe('15ms (a|)', { a: 'for a' });
      helpers.expectObservable(ask('b'), '13ms ^').toBe('28ms (b|)', { b: 'for b' });
      helpers.expectObservable(ask('c'), '17ms ^').toBe('28ms (c|)', { c: 'for c' });
      helpers.flush();
      expect(bodies()[1]).toBe('socket_id=1.2&channel_name[0]=private-b&channel_name[1]=private-c');
    }));

  it('holds no more channels than the option says', () =>
    run((helpers) => {
      const { ask, bodies } = setup(helpers, ['(g|)'], { batch: { max: 2 } });
      helpers.expectObservable(merge(...['a', 'b', 'c', 'd'].map((name) => ask(name)))).toBe('(abcd|)', {
        a: 'for a',
        b: 'for b',
        c: 'for c',
        d: 'for d',
      });
      helpers.flush();
      expect(bodies()).toEqual([
        'socket_id=1.2&channel_name[0]=private-a&channel_name[1]=private-b',
        'socket_id=1.2&channel_name[0]=private-c&channel_name[1]=private-d',
      ]);
    }));

  it('that goes because it is full leaves the next one open', () =>
    run((helpers) => {
      const { ask, bodies } = setup(helpers, ['(g|)'], { batch: { max: 2, delay: 10 } });
      helpers.expectObservable(merge(ask('a'), ask('b'))).toBe('10ms (ab|)', { a: 'for a', b: 'for b' });
      helpers.expectObservable(ask('c'), '5ms ^').toBe('15ms (c|)', { c: 'for c' });
      helpers.expectObservable(ask('d'), '12ms ^').toBe('15ms (d|)', { d: 'for d' });
      helpers.flush();
      expect(bodies()[1]).toBe('socket_id=1.2&channel_name[0]=private-c&channel_name[1]=private-d');
    }));

  it('is of one connection', () =>
    run((helpers) => {
      const { ask, bodies } = setup(helpers, ['(g|)']);
      helpers.expectObservable(ask('a', '1.2')).toBe('(a|)', { a: 'for a' });
      helpers.expectObservable(ask('a', '3.4')).toBe('(a|)', { a: 'for a' });
      helpers.flush();
      expect(bodies()).toEqual(['socket_id=1.2&channel_name[0]=private-a', 'socket_id=3.4&channel_name[0]=private-a']);
    }));

  it('does not ask for who left before it went', () =>
    run((helpers) => {
      const { ask, bodies } = setup(helpers, ['(g|)'], { batch: { delay: 10 } });
      helpers.expectObservable(ask('a'), '^ 4ms !').toBe('');
      helpers.expectObservable(ask('b')).toBe('10ms (b|)', { b: 'for b' });
      helpers.flush();
      expect(bodies()).toEqual(['socket_id=1.2&channel_name[0]=private-b']);
    }));

  it('is not asked for when all have left before it went', () =>
    run((helpers) => {
      const { ask, requests } = setup(helpers, ['(g|)'], { batch: { delay: 10 } });
      helpers.expectObservable(ask('a'), '^ 4ms !').toBe('');
      helpers.flush();
      expect(requests).toHaveLength(0);
    }));

  it('is open again to who comes after all have left', () =>
    run((helpers) => {
      const { ask, bodies } = setup(helpers, ['(g|)'], { batch: { delay: 10 } });
      helpers.expectObservable(ask('a'), '^ 4ms !').toBe('');
      helpers.expectObservable(ask('b'), '7ms ^').toBe('17ms (b|)', { b: 'for b' });
      helpers.flush();
      expect(bodies()).toEqual(['socket_id=1.2&channel_name[0]=private-b']);
    }));

  it('under way is left to those who stay, and ended by the last to leave', () =>
    run((helpers) => {
      const signals: AbortSignal[] = [];
      const answer = helpers.cold('20ms (g|)', responses);
      const { ask } = setup(helpers, [], {
        fetch: (_, { signal }) => {
          signals.push(signal);
          return answer;
        },
      });
      helpers.expectObservable(ask('a'), '^ 4ms !').toBe('');
      helpers.expectObservable(ask('b'), '^ 9ms !').toBe('');
      helpers.expectSubscriptions(answer.subscriptions).toBe('^ 9ms !');
      helpers.flush();
      expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    }));

  it('that fails is tried again as one, whatever the chance', () =>
    run((helpers) => {
      let seed = 0;
      const random = () => (seed = (seed + 0.37) % 1);
      const { ask, bodies } = setup(helpers, ['(5|)', '(g|)'], {}, random);
      helpers.expectObservable(ask('a')).toBe('1370ms (a|)', { a: 'for a' });
      helpers.expectObservable(ask('b')).toBe('1370ms (b|)', { b: 'for b' });
      helpers.flush();
      expect(bodies()).toEqual(Array(2).fill('socket_id=1.2&channel_name[0]=private-a&channel_name[1]=private-b'));
    }));

  it('answered in part tries again only what may pass, and as one', () =>
    run((helpers) => {
      let seed = 0;
      const random = () => (seed = (seed + 0.25) % 1);
      const { ask, bodies } = setup(helpers, ['(p|)', '(g|)'], {}, random);
      helpers.expectObservable(ask('a')).toBe('1500ms (a|)', { a: 'for a' });
      helpers.expectObservable(ask('b')).toBe('(b|)', { b: 'AuthorizationDenied private-b 403' });
      helpers.expectObservable(ask('c')).toBe('1500ms (c|)', { c: 'for c' });
      helpers.expectObservable(ask('d')).toBe('(d|)', { d: 'for d' });
      helpers.flush();
      expect(bodies()[1]).toBe('socket_id=1.2&channel_name[0]=private-a&channel_name[1]=private-c');
    }));

  it('denied goes as one again after one refresh', () =>
    run((helpers) => {
      const { ask, requests } = setup(helpers, ['(d|)', '(g|)'], { refresh: () => of(1) });
      helpers.expectObservable(ask('a')).toBe('(a|)', { a: 'for a' });
      helpers.expectObservable(ask('b')).toBe('(b|)', { b: 'for b' });
      helpers.flush();
      expect(requests).toHaveLength(2);
    }));

  it('tells each of a time-out, and of an answer that is none', () =>
    run((helpers) => {
      const { ask } = setup(helpers, ['(x|)', '-']);
      helpers.expectObservable(ask('a')).toBe('(a|)', { a: 'AuthorizationAnswerError private-a 200' });
      helpers.expectObservable(ask('b')).toBe('(b|)', { b: 'AuthorizationAnswerError private-b 200' });
      helpers.expectObservable(ask('c'), '1ms ^').toBe('1ms 15s (c|)', { c: 'AuthorizationTimeout private-c' });
      helpers.expectObservable(ask('d'), '1ms ^').toBe('1ms 15s (d|)', { d: 'AuthorizationTimeout private-d' });
    }));
});
