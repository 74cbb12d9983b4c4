import { map } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import { fakePusher } from '../../lib/testing/index.js';
import { virtually } from './support/virtually.js';

const ticks = Object.fromEntries('abcdef'.split('').map((letter) => [letter, ['tick', letter] as const]));
const states = { c: 'connecting', u: 'connected', w: 'waiting', i: 'idle' };

// Connect, handshake, subscribe, three events, drop with 4200, reconnect, resubscribe, two events, half-open (a third is
// lost), pong time-out, backoff, reconnect, resubscribe, one event more.
const session =
  (expected: string) =>
  (helpers: RunHelpers): void => {
    const { expectObservable, expectSubscriptions } = helpers;
    const { pusher, server } = fakePusher(helpers, { activityTimeout: 8_000, pongTimeout: 3_000 });
    server.events('prices', '--a-b-c 193ms d-e 197ms f 13599ms f', ticks);
    server.network('         100ms x 199ms z 12699ms o', { x: 4200 });

    const prices$ = pusher.channel('prices').on('tick');
    const states$ = pusher.state$.pipe(map(({ status }) => status));
    expectObservable(prices$, '^ 20s !').toBe(expected);
    expectObservable(states$, '^ 21s !').toBe('(cu) 96ms (wcu) 11995ms w 999ms (cu) 7397ms i', states);
    expectSubscriptions(server.subscriptions('prices')).toBe(['^ 99ms !', '100ms ^ 11999ms !', '13100ms ^ 7400ms !']);
    expectSubscriptions(server.sockets).toBe(['^ 99ms !', '100ms ^ 11999ms !', '13100ms ^ 7400ms !']);
  };

describe('a session from connect to reconnect', () => {
  it('is one spec', () => {
    virtually(session('--a-b-c 193ms d-e 13797ms f'));
  });

  it('shows in marbles what is off by a frame', () => {
    expect(() => virtually(session('--a-b--c 192ms d-e 13797ms f'))).toThrow(
      new Error(
        [
          'the stream is not as expected:',
          'expected  --a-b--c 192ms d-e 13797ms f',
          'received  --a-b-c- 192ms d-e 13797ms f',
          '                ^ 6 ms',
        ].join('\n'),
      ),
    );
  });
});
