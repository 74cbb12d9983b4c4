import fc from 'fast-check';
import { firstValueFrom, ignoreElements, map, mergeMap, NEVER, of, retry, tap, throwError, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import type { ChannelLifecycle, Pusher, SubscriptionState } from '../../lib/index.js';
import { clientOf, event } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import type { Time } from '../support/in-time.js';
import { listen } from '../support/listen.js';
import type { Heard } from '../support/listen.js';
import { ModelServer } from '../support/model-server.js';
import { runs } from './runs.js';

// As in spec/channels/registry.property.spec.ts, but whatever is done may be done inside a handler of any stream, in the
// middle of a change. What must hold besides:
// - where the connection is not there, no channel is said to be subscribed, or under way;
// - who watches a state hears every change of it: the last one told is the present one, for all who watch;
// - state$ is what lifecycle$ says;
// - a client event is written once if it is said to be, and else never.

const CHANNELS = ['a', 'private-b', 'presence-c', 'cache-d'] as const;
type Name = (typeof CHANNELS)[number];
const PLACES = [
  ...['state$', 'channels$', 'frames$', 'delivered$', 'events$', 'errors$', 'authorizer', 'stopped authorizer'],
  ...['channel.state$', 'lifecycle$', 'channel', 'on()', 'members$', 'joined$', 'left$', 'resumed$', 'count', 'miss'],
  ...['error', 'outcome'],
] as const;
type Place = (typeof PLACES)[number];

const one = <const T>(...values: readonly T[]) => fc.constantFrom(...values);
const channel = one(...CHANNELS);

const ways = one(
  'once',
  'once',
  'again',
  'again at once',
  'channel',
  'members$',
  'joined$',
  'left$',
  'resumed$',
  'count',
  'miss',
);
/** What may be done anywhere. */
const act = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: one('come'), channel, as: ways }) },
  { weight: 5, arbitrary: fc.record({ do: one('leave', 'leave', 'leave all', 'flap'), channel }) },
  { weight: 3, arbitrary: fc.record({ do: one('watch', 'peek', 'replace'), channel }) },
  { weight: 3, arbitrary: fc.record({ do: one('trigger'), channel: one('private-b', 'presence-c') }) },
  { weight: 3, arbitrary: fc.record({ do: one('drop'), code: one(1006, 4200, 4100, 4003) }) },
  { weight: 3, arbitrary: fc.record({ do: one('connect', 'connect', 'disconnect') }) },
);
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;
/** What the world does, between. */
const event$ = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: one('pass'), ms: one(0, 1, 30, 120, 600, 1_100, 16_000) }) },
  { weight: 4, arbitrary: fc.record({ do: one('publish', 'count', 'member', 'miss', 'revoke'), channel }) },
  { weight: 1, arbitrary: fc.record({ do: one('network'), up: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: one('authorize'),
      delay: one(0, 5, 700),
      how: one('ok', 'ok at once', 'fail', 'fail at once', 'never'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: one('answer'), delay: one(0, 5, 700), how: one('accept', 'accept', 'reject', 'never') }),
  },
);
type Happening = typeof event$ extends fc.Arbitrary<infer E> ? E : never;

/** What is done inside the so-and-so-many-th notification of a place. */
const reaction = fc.record({ at: one(...PLACES), nth: fc.nat(7), act });
const story = fc.record({
  linger: one(0, 100, 500),
  reactions: fc.array(reaction, { maxLength: 14 }),
  steps: fc.array(fc.oneof({ weight: 2, arbitrary: act }, { weight: 3, arbitrary: event$ }), { maxLength: 25 }),
});
type Story = typeof story extends fc.Arbitrary<infer S> ? S : never;

const stateOf = (step: ChannelLifecycle): readonly string[] => {
  if (step.type === 'failed') return ['failed'];
  if (step.type === 'wanted' || step.type === 'unsubscribed' || step.type === 'left') return ['unsubscribed'];
  return ['authorizing', 'subscribing', 'subscribed'].filter((status) => status === step.type);
};

const createWorld = ({ pass, timers }: Time, { linger, reactions: given }: Story) => {
  const server = new ModelServer();
  const { violations } = server;
  const counts = new Map<Place, number>();
  let reactions = given;
  let depth = 0;
  /** Somebody is told something: perhaps they do something. */
  const at = (place: Place) => {
    const nth = counts.get(place) ?? 0;
    counts.set(place, nth + 1);
    // Those that set one another going have an end somewhere.
    if (depth > 20) return;
    depth += 1;
    for (const { act: todo } of reactions.filter((one) => one.at === place && one.nth === nth)) perform(todo);
    depth -= 1;
  };

  const pusher: Pusher = clientOf(server, {
    linger,
    channelAuthorization: ({ socketId }) => {
      server.expectAlive(socketId);
      at('authorizer');
      const { how, delay } = server.authorizing;
      const answer = { auth: socketId, channel_data: '{"user_id":"me"}' };
      if (how === 'fail at once') throw new Error('refused');
      const answer$ =
        how === 'never'
          ? NEVER
          : how === 'ok at once'
            ? of(answer)
            : timer(delay).pipe(mergeMap(() => (how === 'ok' ? of(answer) : throwError(() => new Error('refused')))));
      return answer$.pipe(tap({ unsubscribe: () => at('stopped authorizer') }));
    },
  });

  const present = new Map<Name, Heard<unknown>[]>(CHANNELS.map((name) => [name, []]));
  const gone: { readonly heard: Heard<unknown>; readonly count: number }[] = [];
  /** Those who hear no events, and of them those who are not told of a failure. */
  const deaf = new Set<Heard<unknown>>();
  const staying = new Set<Heard<unknown>>();
  const watchers: { readonly name: Name; heard: Heard<SubscriptionState> }[] = [];
  const outcomes: { readonly number: number; readonly heard: Heard<void> }[] = [];
  let number = 0;
  // Several, for what a handler does while another connects may be to connect.
  const holds: { unsubscribe(): void }[] = [];
  const letGo = () => holds.splice(0).forEach((hold) => hold.unsubscribe());
  let latched = false;

  const any = (name: Name) => pusher.channel(name as 'presence-cache-x');
  const watched = <T>(stream$: Observable<T>, place: Place): Heard<T> =>
    listen(stream$.pipe(tap({ next: () => at(place), error: () => at('error') })));

  const come = (name: Name, as: Extract<Act, { do: 'come' }>['as']): Heard<unknown> => {
    const room = any(name);
    const without = (stream$: Observable<unknown>, place: Place): Heard<unknown> => {
      const heard = listen(stream$.pipe(tap({ next: () => at(place), error: () => at('error') }), ignoreElements()));
      deaf.add(heard);
      return heard;
    };
    switch (as) {
      case 'members$': {
        const heard = without(room.members$, 'members$');
        staying.add(heard);
        return heard;
      }
      case 'joined$':
        return without(room.joined$, 'joined$');
      case 'left$':
        return without(room.left$, 'left$');
      case 'resumed$':
        return without(room.resumed$, 'resumed$');
      case 'count':
        return without(room.subscriptionCount$, 'count');
      case 'miss':
        return without(room.cacheMiss$, 'miss');
      case 'channel':
        return watched(room.pipe(map(({ data }) => data)), 'channel');
      case 'once':
        return watched(room.on('x'), 'on()');
      case 'again':
        return watched(room.on('x').pipe(retry({ delay: 700 })), 'on()');
      case 'again at once':
        return watched(room.on('x').pipe(retry(30)), 'on()');
    }
  };
  const leave = (name: Name) => {
    const heard = present.get(name)!.shift();
    heard?.leave();
    if (heard !== undefined) gone.push({ heard, count: heard.values.length });
  };
  const watch = (name: Name) => {
    watchers.push({ name, heard: listen(any(name).state$) });
  };

  const perform = (todo: Act): void => {
    switch (todo.do) {
      case 'come':
        return void present.get(todo.channel)!.push(come(todo.channel, todo.as));
      case 'leave':
        return leave(todo.channel);
      case 'flap':
      case 'leave all':
        while (present.get(todo.channel)!.length > 0) leave(todo.channel);
        if (todo.do === 'flap') perform({ do: 'come', channel: todo.channel, as: 'once' });
        return;
      case 'watch':
        return watch(todo.channel);
      case 'peek':
        return void firstValueFrom(any(todo.channel).state$);
      case 'replace':
        watchers.splice(0, 1)[0]?.heard.leave();
        return watch(todo.channel);
      case 'trigger': {
        // Its own, for a handler that is told meanwhile may trigger another.
        const own = (number += 1);
        const outcome$ = any(todo.channel).trigger('client-y', own);
        return void outcomes.push({ number: own, heard: watched(outcome$, 'outcome') });
      }
      case 'drop':
        return server.sockets.at(-1)?.drop(todo.code);
      case 'disconnect':
        latched = true;
        return void pusher.disconnect();
      case 'connect':
        latched = false;
        letGo();
        holds.push(pusher.connect());
    }
  };

  const happen = (what: Happening): void => {
    switch (what.do) {
      case 'pass':
        return pass(what.ms);
      case 'publish':
        return server.publish(what.channel, (number += 1));
      case 'revoke':
        return server.revoke(what.channel);
      case 'network':
        return void (server.down = !what.up);
      case 'authorize':
        return void (server.authorizing = what);
      case 'answer':
        return void (server.answering = what);
      default:
        if (!server.channels().includes(what.channel)) return;
        if (what.do === 'count')
          server.say(event(what.channel, 'pusher_internal:subscription_count', { subscription_count: 1 }));
        else if (what.do === 'miss') server.say(event(what.channel, 'pusher:cache_miss'));
        else {
          server.say(event(what.channel, 'pusher_internal:member_added', { user_id: 'u' }));
          server.say(event(what.channel, 'pusher_internal:member_removed', { user_id: 'u' }));
        }
    }
  };

  // Who watches everything from the beginning to the end.
  const lives = CHANNELS.map((name) => ({ name, heard: watched(any(name).lifecycle$, 'lifecycle$') }));
  const states = CHANNELS.map((name) => ({ name, heard: watched(any(name).state$, 'channel.state$') }));
  const maps = watched(pusher.channels$, 'channels$');
  const connection = listen(pusher.state$, ({ status }) => {
    const there = [...listen(pusher.channels$).values[0]!].filter(([, state]) =>
      ['authorizing', 'subscribing', 'subscribed'].includes(state.status),
    );
    if (status !== 'connected' && there.length > 0) violations.push(`${status}, but ${JSON.stringify(there)}`);
    at('state$');
  });
  watched(pusher.frames$, 'frames$');
  watched(pusher.delivered$, 'delivered$');
  watched(pusher.events$, 'events$');
  watched(pusher.errors$, 'errors$');

  const wanted = () => CHANNELS.filter((name) => present.get(name)!.some(({ error }) => error === undefined));

  const expectRight = () => {
    const failed = [...listen(pusher.channels$).values[0]!].filter(([, { status }]) => status === 'failed');
    const right = wanted().filter((name) => !failed.some(([other]) => other === name));
    for (const [name] of failed) {
      expect(present.get(name as Name)!.filter((heard) => heard.error === undefined && !staying.has(heard))).toEqual(
        [],
      );
    }
    expect(server.channels()).toEqual([...right].sort());
    if (wanted().length === 0) expect(server.sockets.at(-1)?.readyState ?? 3).toBe(3);
  };

  const settle = () => {
    reactions = [];
    server.down = false;
    server.authorizing = { delay: 5, how: 'ok' };
    server.answering = { delay: 5, how: 'accept' };
    if (latched) perform({ do: 'connect' });
    letGo();
    pass(120_000);
    expectRight();
    server.sockets.at(-1)?.drop(4200);
    pass(120_000);
    expectRight();
  };

  const expectTold = () => {
    for (const [i, { name, heard }] of states.entries()) {
      const now = listen(any(name).state$).values[0];
      expect([name, heard.values.at(-1)]).toEqual([name, now]);
      const steps = ['unsubscribed', ...lives[i]!.heard.values.flatMap(stateOf)];
      // A further failure has another cause, and is one.
      const statuses = steps.filter((status, n) => status !== steps[n - 1] || status === 'failed');
      // Something may have happened before they came.
      expect([name, heard.values.map(({ status }) => status)]).toEqual([name, statuses.slice(-heard.values.length)]);
    }
    for (const { name, heard } of watchers) {
      expect([name, heard.values.at(-1)]).toEqual([name, listen(any(name).state$).values[0]]);
    }
    expect(Object.fromEntries(maps.values.at(-1)!)).toEqual(Object.fromEntries(listen(pusher.channels$).values[0]!));
    expect(connection.values.at(-1)).toEqual(listen(pusher.state$).values[0]);
  };

  const verify = () => {
    expect(violations).toEqual([]);
    expect([...listen(pusher.channels$).values[0]!.keys()].sort()).toEqual([...wanted()].sort());
    expectTold();
    const last = number;
    for (const name of wanted()) server.publish(name, (number += 1));
    for (const name of CHANNELS) {
      for (const heard of present.get(name)!) {
        const values = heard.values as number[];
        expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
        if (heard.error !== undefined || deaf.has(heard)) continue;
        expect(values.filter((n) => n > last)).toEqual([last + 1 + wanted().indexOf(name)]);
      }
    }
    for (const { heard, count } of gone) expect(heard.values).toHaveLength(count);
    for (const { leave: goAway } of [...present.values()].flat()) goAway();
    pass(60_000);
    expect(timers()).toBe(0);
    expect(listen(pusher.channels$).values[0]!.size).toBe(0);
    expect(server.sockets.at(-1)?.readyState ?? 3).toBe(3);
    expectTold();
    const written = server.sent.filter((frame) => frame.event === 'client-y').map(({ data }) => data as unknown);
    for (const { number: n, heard } of outcomes) {
      const done = heard.completed;
      expect([n, done || heard.error !== undefined]).toEqual([n, true]);
      expect([n, written.filter((other) => other === n).length]).toEqual([n, Number(done)]);
    }
  };

  return { perform, happen, settle, verify };
};

const isAct = (step: Act | Happening): step is Act =>
  [
    'come',
    'leave',
    'leave all',
    'flap',
    'watch',
    'peek',
    'replace',
    'trigger',
    'drop',
    'connect',
    'disconnect',
  ].includes(step.do);

it(
  'whatever is done inside whichever handler, everybody is told the same, and subscriptions are right in the end',
  () =>
    fc.assert(
      fc.property(story, (given) =>
        inTime((time) => {
          const { perform, happen, settle, verify } = createWorld(time, given);
          for (const step of given.steps) {
            if (isAct(step)) perform(step);
            else happen(step);
          }
          settle();
          verify();
        }),
      ),
      runs(400),
    ),
  600_000,
);
