import * as fc from 'fast-check';
import { runs } from '../fuzz/runs.js';
import { ignoreElements, map, mergeMap, NEVER, retry, throwError, timer } from 'rxjs';
import type { Pusher } from '../../lib/index.js';
import { clientOf } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import type { Time } from '../support/in-time.js';
import { listen } from '../support/listen.js';
import type { Heard } from '../support/listen.js';
import { ModelServer } from '../support/model-server.js';

// What must hold (docs/architecture.md), whatever happens in whatever order:
// - within a session a channel's subscribes never exceed its unsubscribes and rejections by more than one;
// - after faults end, every wanted channel is subscribed, and none that is unwanted;
// - no listener hears an event twice, or out of order, or after it has left;
// - nothing that was signed for one socket_id is sent on another connection;
// - after the last one has left, nothing is left.

const CHANNELS = ['a', 'private-b', 'presence-c'] as const;
const channel = fc.constantFrom(...CHANNELS, 'private-b' as const);
const delay = fc.constantFrom(0, 5, 50, 700, 700, 4_000, 16_000);
const one = <const T>(...values: readonly T[]) => fc.constantFrom(...values);

const authorize = fc.record({ do: one('authorize'), delay, how: one('ok', 'ok', 'fail', 'never') });
const answer = fc.record({
  do: one('answer'),
  delay,
  how: one('accept', 'accept', 'accept', 'reject', 'unnamed', 'never'),
});
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: one('come'), channel, as: one('once', 'again', 'again at once', 'members') }),
  },
  { weight: 5, arbitrary: fc.record({ do: one('leave'), channel }) },
  { weight: 6, arbitrary: fc.record({ do: one('pass'), ms: one(0, 1, 30, 120, 120, 600, 1_100) }) },
  { weight: 1, arbitrary: fc.record({ do: one('pass'), ms: one(5_000, 16_000) }) },
  { weight: 4, arbitrary: fc.record({ do: one('publish'), channel }) },
  { weight: 2, arbitrary: fc.record({ do: one('drop'), code: one(1006, 4200, 4100, 4003) }) },
  { weight: 1, arbitrary: fc.record({ do: one('network'), up: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: one('connect', 'connect', 'disconnect') }) },
  { weight: 1, arbitrary: fc.record({ do: one('revoke'), channel }) },
  { weight: 4, arbitrary: fc.record({ do: one('flap'), channel, ms: one(0, 30, 120, 120, 600) }) },
  { weight: 2, arbitrary: authorize },
  { weight: 3, arbitrary: answer },
);
/** What happens, from where: with a connection or without, and a server that is quick or slow. */
const story = fc
  .tuple(
    one([{ do: 'connect' }, { do: 'pass', ms: 30 }] as const, []),
    authorize,
    answer,
    fc.array(step, { maxLength: 40 }),
  )
  .map(([connected, ...others]): readonly Step[] => [...connected, ...others.flat()]);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** A world of one client, its server, and those who come and go. */
const createWorld = ({ pass, timers }: Time, linger: number) => {
  const server = new ModelServer();
  const pusher: Pusher = clientOf(server, {
    linger,
    channelAuthorization: ({ socketId }) => {
      server.expectAlive(socketId);
      const { how, delay: after } = server.authorizing;
      if (how === 'never') return NEVER;
      const answer$ = timer(after);
      return how === 'ok'
        ? answer$.pipe(map(() => ({ auth: socketId, channel_data: '{"user_id":"me"}' })))
        : answer$.pipe(mergeMap(() => throwError(() => new Error('refused'))));
    },
  });
  const present = new Map<string, Heard<number>[]>(CHANNELS.map((name) => [name, []]));
  const gone: { readonly heard: Heard<number>; readonly count: number }[] = [];
  /** Those who want a channel for its members, and hear no events. */
  const deaf = new Set<Heard<number>>();
  let published = 0;
  let connected = { unsubscribe: () => undefined as void };
  let latched = false;

  const wanted = () => CHANNELS.filter((name) => present.get(name)!.some(({ error }) => error === undefined));

  const come = (name: (typeof CHANNELS)[number], as: string): Heard<number> => {
    const data$ = pusher.channel(name).on<number>('x');
    if (as === 'members' && name === 'presence-c') {
      const heard = listen(pusher.channel(name).members$.pipe(ignoreElements()));
      deaf.add(heard);
      return heard;
    }
    return listen(as === 'again' ? data$.pipe(retry({ delay: 700 })) : as === 'once' ? data$ : data$.pipe(retry(30)));
  };

  const act = (given: Step): void => {
    if (given.do === 'come') {
      present.get(given.channel)!.push(come(given.channel, given.as));
    } else if (given.do === 'leave') {
      const heard = present.get(given.channel)!.shift();
      heard?.leave();
      if (heard !== undefined) gone.push({ heard, count: heard.values.length });
    } else if (given.do === 'flap') {
      while (present.get(given.channel)!.length > 0) act({ do: 'leave', channel: given.channel });
      pass(given.ms);
      act({ do: 'come', channel: given.channel, as: 'once' });
    } else if (given.do === 'pass') pass(given.ms);
    else if (given.do === 'publish') server.publish(given.channel, (published += 1));
    else if (given.do === 'drop') server.sockets.at(-1)?.drop(given.code);
    else if (given.do === 'network') server.down = !given.up;
    else if (given.do === 'authorize') server.authorizing = given;
    else if (given.do === 'answer') server.answering = given;
    else if (given.do === 'revoke') server.revoke(given.channel);
    else if (given.do === 'disconnect') {
      latched = true;
      pusher.disconnect();
    } else {
      latched = false;
      connected.unsubscribe();
      connected = pusher.connect();
    }
  };

  /** All that is wanted and has not failed is subscribed; members$ alone does not begin again by itself. */
  const expectRight = () => {
    const failed = [...listen(pusher.channels$).values[0]!].filter(([, { status }]) => status === 'failed');
    const right = wanted().filter((name) => !failed.some(([other]) => other === name));
    for (const [name] of failed) {
      expect(present.get(name)!.filter((heard) => heard.error === undefined && !deaf.has(heard))).toEqual([]);
    }
    expect(server.channels()).toEqual([...right].sort());
    if (wanted().length === 0) expect(server.sockets.at(-1)?.readyState ?? 3).toBe(3);
  };

  /** Faults end, and some time passes; then nobody's subscription fails any more, whenever the connection drops. */
  const settle = () => {
    server.down = false;
    server.authorizing = { delay: 5, how: 'ok' };
    server.answering = { delay: 5, how: 'accept' };
    if (latched) act({ do: 'connect' });
    connected.unsubscribe();
    pass(120_000);
    expectRight();
    const before = wanted();
    for (const ms of [0, 2, 4, 8, 13, 120_000]) {
      server.sockets.at(-1)?.drop(4200);
      pass(ms);
    }
    expect(wanted()).toEqual(before);
    expectRight();
  };

  const verify = () => {
    expect(server.violations).toEqual([]);
    expect([...listen(pusher.channels$).values[0]!.keys()].sort()).toEqual([...wanted()].sort());
    const last = published;
    for (const name of wanted()) server.publish(name, (published += 1));
    for (const name of CHANNELS) {
      for (const heard of present.get(name)!) {
        const { values, error } = heard;
        expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
        if (error !== undefined || deaf.has(heard)) continue;
        expect(values.filter((n) => n > last)).toEqual([last + 1 + wanted().indexOf(name)]);
      }
    }
    for (const { heard, count } of gone) expect(heard.values).toHaveLength(count);
    for (const { leave } of [...present.values()].flat()) leave();
    pass(60_000);
    expect(timers()).toBe(0);
    expect(listen(pusher.channels$).values[0]!.size).toBe(0);
  };

  return { act, settle, verify };
};

it(
  'whatever subscribers, network, endpoint and server do, subscriptions are right in the end',
  () =>
    fc.assert(
      fc.property(story, one(0, 100, 100, 500), (steps, linger) =>
        inTime((time) => {
          const { act, settle, verify } = createWorld(time, linger);
          steps.forEach(act);
          settle();
          verify();
        }),
      ),
      // The same stories each time, so that a change is judged by its own; SEED=random tells others.
      runs(2_000),
    ),
  60_000,
);
