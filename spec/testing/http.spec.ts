import { map, merge, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { RunHelpers } from 'rxjs/testing';
import { httpTransports } from '../../lib/http/index.js';
import type { ConnectionState } from '../../lib/index.js';
import { assertMarbles, fakePusher } from '../../lib/testing/index.js';
import type { FakePusherOptions } from '../../lib/testing/index.js';

const play = (test: (helpers: RunHelpers) => void): void => new TestScheduler(assertMarbles).run(test);

const OVER: Readonly<Record<string, string>> = { ws: 'w', xhr_streaming: 's', xhr_polling: 'p' };

/** A state as a letter: over what it is connected, or `i` idle, `c` connecting, `o` off. */
const letter = (state: ConnectionState): string =>
  state.status === 'connected' ? OVER[state.transport]! : state.status === 'waiting' ? 'o' : state.status[0]!;

const OPTIONS: FakePusherOptions = { transports: httpTransports(), latency: { up: 10, down: 10 } };

describe('The kit, where WebSockets are blocked', () => {
  it.each<[string, string, FakePusherOptions, string]>([
    // There and back for the WebSocket, and then for the opening and the handshake.
    ['refused', 'b', OPTIONS, 'c 39ms s'],
    ['refused, streaming disabled', 'b', { ...OPTIONS, disabledTransports: ['xhr_streaming'] }, 'c 59ms p'],
    ['swallowed', 's', OPTIONS, 'c 2019ms s'],
    ['not blocked', 'o', OPTIONS, 'c 19ms w'],
  ])('says over what a client is connected: %s', (_, network, options, states) =>
    play((helpers) => {
      const { pusher, server } = fakePusher(helpers, options);
      server.network(network);
      helpers.expectObservable(merge(pusher.channel('a'), pusher.state$.pipe(map(letter))), '^ 5s !').toBe(states);
    }),
  );

  it.each(['xhr_streaming', 'xhr_polling'])('brings events, members and client events over %s', (name) =>
    play((helpers) => {
      const { pusher, server } = fakePusher(helpers, { ...OPTIONS, enabledTransports: [name] });
      server.events('a', '200ms a-b', { a: ['e', 1], b: ['e', 2] });
      server.members('presence-a', '300ms a 99ms A');
      helpers
        .expectObservable(pusher.channel('a').on('e'), '^ 1s !')
        .toBe(name === 'xhr_polling' ? '210ms x 19ms y' : '210ms x-y', { x: 1, y: 2 });
      helpers
        .expectObservable(pusher.channel('presence-a').joined$.pipe(map(({ id }) => id)), '^ 1s !')
        .toBe('310ms a');
    }),
  );

  it('loses the connection with the network, and comes back over what is left of it', () =>
    play((helpers) => {
      const { pusher, server } = fakePusher(helpers, { ...OPTIONS, reconnect: { minDelay: 100 } });
      server.network('500ms (bx)');
      const states$ = merge(pusher.channel('a'), pusher.state$.pipe(map(letter)));
      helpers.expectObservable(states$, '^ 2s !').toBe('c 19ms w 489ms o 99ms c 39ms s');
    }));

  it('moves over to a WebSocket when they are let through again, and every channel with it', () =>
    play((helpers) => {
      const { pusher, server } = fakePusher(helpers, { ...OPTIONS, transports: httpTransports({ retryAfter: 1_000 }) });
      server.network('b 1499ms o');
      server.events('a', '2500ms a');
      const all$ = merge(pusher.channel('a').on<string>('a'), pusher.state$.pipe(map(letter)));
      helpers.expectObservable(all$, '^ 3s !').toBe('c 39ms s 2039ms w 429ms a');
    }));

  it('says that a client works on and on, in the place of hanging', () =>
    expect(() =>
      play((helpers) => {
        const { pusher } = fakePusher(helpers, { ...OPTIONS, enabledTransports: ['xhr_polling'], timeLimit: 60_000 });
        pusher.connect();
        helpers.expectObservable(timer(1)).toBe('-(0|)', [0]);
      }),
    ).toThrow(/still at work/));
});
