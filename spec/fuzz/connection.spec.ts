import * as fc from 'fast-check';
import { BehaviorSubject, config, Subscription } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Pusher } from '../../lib/index.js';
import { OptionError } from '../../lib/index.js';
import { clientOf, FakeServer } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { runs } from './runs.js';

// The connection alone, meddled with from everywhere: between turns, and within the handlers of its own streams. Whatever
// is done in whatever order,
// - states follow each other as docs/connection.md has it, and everybody hears the same ones in the same order;
// - there are never two sockets that are not closing;
// - socketId$ and unavailable$ say what the states say;
// - what a handler throws is reported once, and disturbs nobody;
// - when all has been released, and disconnect() taken back, nothing is left.

const DEEDS = [
  ...['hold', 'release', 'disconnect', 'connect', 'flip', 'room', 'leave room'],
  ...['drop', 'drop soon', 'close 4200', 'close 4001', 'refuse', 'accept', 'mute', 'junk', 'block', 'block for good'],
  ...['offline', 'online', 'page back', 'ping', 'join', 'part', 'throw', 'nothing'],
] as const;
type Deed = (typeof DEEDS)[number];

const STREAMS = ['state$', 'unavailable$', 'socketId$', 'errors$'] as const;
type Streams = Pick<Pusher, (typeof STREAMS)[number]>;

/** Which state may follow which. The same one only where it is another wait. */
const FOLLOWS: Readonly<Record<string, readonly string[]>> = {
  idle: ['connecting', 'waiting', 'disconnected'],
  connecting: ['connected', 'waiting', 'failed', 'idle', 'disconnected'],
  connected: ['waiting', 'failed', 'idle', 'disconnecting'],
  waiting: ['waiting', 'connecting', 'failed', 'idle', 'disconnected'],
  disconnecting: ['disconnected', 'connecting', 'waiting', 'idle'],
  disconnected: ['connecting', 'waiting', 'idle'],
  failed: ['connecting', 'waiting', 'disconnected'],
};

const deed = fc.constantFrom<Deed>(...DEEDS);
/** What the handlers of each stream do, each at its nth value. */
const handlers = fc.record({
  state$: fc.array(deed, { maxLength: 14 }),
  unavailable$: fc.array(deed, { maxLength: 4 }),
  socketId$: fc.array(deed, { maxLength: 6 }),
  errors$: fc.array(deed, { maxLength: 4 }),
});
const step = fc.record({ deed, then: fc.constantFrom(0, 1, 1, 20, 100, 700, 3_000) });
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
const story = fc.record({
  steps: fc
    .tuple(fc.constantFrom<readonly Step[]>([], [{ deed: 'hold', then: 100 }]), fc.array(step, { maxLength: 25 }))
    .map(([connected, others]) => [...connected, ...others]),
  handlers,
  latency: fc.constantFrom(0, 1, 30),
  linger: fc.constantFrom(0, 500),
  reconnect: fc.constantFrom({ minDelay: 100, maxDelay: 400 }, { minDelay: 0, maxDelay: 50 }, { maxAttempts: 2 }),
});
type Story = typeof story extends fc.Arbitrary<infer S> ? S : never;

/** The sockets of a server; fail on the spot with what `blocked` says. Two of them that are not closing break a law. */
const counted = (
  server: FakeServer,
  blocked: () => Error | undefined,
  violate: (what: string) => void,
): FakeServer['WebSocketCtor'] =>
  function (url: string) {
    const error = blocked();
    if (error !== undefined) throw error;
    if (server.sockets.some(({ readyState }) => readyState < 2)) violate('two sockets at once');
    return new server.WebSocketCtor(url);
  } as unknown as FakeServer['WebSocketCtor'];

const play = ({ steps, handlers: plans, latency, linger, reconnect }: Story): readonly string[] =>
  inTime(({ pass, timers }) => {
    const server = new FakeServer(latency);
    const violations: string[] = [];
    let blocked: Error | undefined;
    const online$ = new BehaviorSubject(true);
    const pusher = clientOf(server, {
      linger,
      reconnect,
      online$,
      unavailableTimeout: 1_000,
      random: () => 0.5,
      WebSocketCtor: counted(
        server,
        () => blocked,
        (what) => violations.push(what),
      ),
    });
    const holds: Subscription[] = [];
    const rooms: Subscription[] = [];
    const joined: Subscription[] = [];
    const thrown: unknown[] = [];
    let throws = 0;
    config.onUnhandledError = (error) => thrown.push(error);

    const act = (what: Deed, streams?: () => void): void => {
      const socket = server.sockets.at(-1);
      if (what === 'hold' || what === 'connect') holds.push(pusher.connect());
      else if (what === 'release') holds.pop()?.unsubscribe();
      else if (what === 'disconnect') pusher.disconnect();
      else if (what === 'flip') {
        pusher.disconnect();
        holds.push(pusher.connect());
      } else if (what === 'room') rooms.push(pusher.channel('a').subscribe({ error: () => undefined }));
      else if (what === 'leave room') rooms.pop()?.unsubscribe();
      else if (what === 'drop') socket?.drop();
      else if (what === 'drop soon') socket?.later(() => socket.drop());
      else if (what === 'close 4200') socket?.drop(4200);
      else if (what === 'close 4001') socket?.drop(4001);
      else if (what === 'refuse') server.down = true;
      else if (what === 'accept') {
        server.down = server.mute = false;
        blocked = undefined;
      } else if (what === 'block') blocked = new Error('blocked');
      else if (what === 'block for good') blocked = new OptionError('WebSocketCtor', 'none');
      else if (what === 'mute') server.mute = true;
      else if (what === 'junk') socket?.say('junk');
      else if (what === 'offline') online$.next(false);
      else if (what === 'online') online$.next(true);
      else if (what === 'page back') page.dispatchEvent(new Event('resume'));
      else if (what === 'ping') pusher.ping(500).subscribe({ error: () => undefined });
      else if (what === 'join') streams?.();
      else if (what === 'part') joined.shift()?.unsubscribe();
      else if (what === 'throw') {
        throws += 1;
        throw new Error('mine');
      }
    };

    /** A handler that does the nth of those at the nth value it hears. */
    const listen = (name: keyof Streams, plan: readonly Deed[]): void => {
      let heard = 0;
      const join = () => {
        if (joined.length < 12) listen(name, plan.slice(heard));
      };
      const listening = new Subscription();
      joined.push(listening);
      listening.add(
        (pusher[name] as Observable<unknown>).subscribe(() => {
          const what = plan[heard];
          heard += 1;
          if (what !== undefined) act(what, join);
        }),
      );
    };

    // Witnesses who do nothing, before and after those who do.
    const witness = () => {
      const states: string[] = [];
      const ids: (string | undefined)[] = [];
      const unavailable: boolean[] = [];
      const all = new Subscription();
      all.add(
        pusher.state$.subscribe((state) => states.push(state.status + ('socketId' in state ? state.socketId : ''))),
      );
      all.add(pusher.socketId$.subscribe((id) => ids.push(id)));
      all.add(pusher.unavailable$.subscribe((is) => unavailable.push(is)));
      return { states, ids, unavailable, all };
    };
    const first = witness();
    for (const name of STREAMS) listen(name, plans[name]);
    const last = witness();

    for (const { deed: what, then } of steps) {
      try {
        act(what);
      } catch {
        throws -= 1;
      }
      pass(then);
    }

    const law = (holdsTrue: boolean, broken: string) => {
      if (!holdsTrue) violations.push(broken);
    };
    // The handlers leave; all is released, and disconnect() taken back.
    for (const one of joined.splice(0)) one.unsubscribe();
    for (const one of [...rooms.splice(0), ...holds.splice(0), pusher.connect()]) one.unsubscribe();
    pass(60_000);
    law(
      server.sockets.every(({ readyState }) => readyState === 3),
      'a socket is left open',
    );
    law(/^(idle|failed)$/.test(first.states.at(-1) ?? ''), `ends as ${first.states.at(-1)}`);
    // The second came after handlers had begun to act.
    law(first.states.join().endsWith(last.states.join()), 'not the same states for everybody');
    for (const [i, state] of first.states.entries()) {
      const [before, now] = [first.states[i - 1]?.replace(/[\d.]+$/, ''), state.replace(/[\d.]+$/, '')];
      law(before === undefined || FOLLOWS[before]!.includes(now), `${before} → ${now}`);
    }
    const ids = first.states
      .map((state) => /[\d.]+$/.exec(state)?.[0])
      .filter((id, i, all) => i === 0 || id !== all[i - 1]);
    law(ids.join() === first.ids.join(), `socketId$ ${first.ids.join()} for ${ids.join()}`);
    law(
      first.unavailable.every((is, i) => is === (i % 2 === 1)),
      'unavailable$ says something twice',
    );
    law(first.unavailable.at(-1) === first.states.at(-1)?.startsWith('failed'), 'unavailable$ is not what it is');
    law(thrown.length === throws, `${throws} thrown, ${thrown.length} reported: ${String(thrown[0])}`);
    first.all.unsubscribe();
    last.all.unsubscribe();
    law(timers() === 0, 'a timer is left');
    config.onUnhandledError = null;
    return violations;
  });

/** Stands for the document of a page, so that it can come back. */
const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
beforeAll(() => Object.assign(globalThis, { document: page }));
afterAll(() => delete (globalThis as { document?: unknown }).document);

describe('the connection', () => {
  it('keeps its laws, whatever is done to it from wherever', () => {
    fc.assert(
      fc.property(story, (one) => {
        expect(play(one)).toEqual([]);
      }),
      runs(300),
    );
  });
});
