import { culprit } from '../../lib/channels/blame.js';
import type { Suspects } from '../../lib/channels/blame.js';
import type { Demand } from '../../lib/channels/subscription/state.js';
import { createSubscription } from '../../lib/channels/subscription/state.js';
import { ServerError } from '../../lib/connection/errors.js';
import { channelKind } from '../../lib/protocol/channel-name.js';
import { errorLike } from '../support/error-like.js';
import { clientOf, FakeServer, success } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

/** `?a` is asked for, `+a` subscribed, `~a` being left with its question open; `@` is a sign-in, `!` a client event lately. */
const suspectsOf = (text: string): Suspects => {
  const words = text.split(' ').filter((word) => word !== '');
  return {
    signingIn: words.includes('@'),
    others: words.includes('!'),
    subscriptions: words
      .filter((word) => /^[?+~]/.test(word))
      .map((word) => {
        const name = word.slice(1);
        const one = createSubscription(name, channelKind(name), { presence: undefined, cache: undefined, kinds: [] });
        const demand: Demand = word.startsWith('~') ? 'leaving' : 'wanted';
        return Object.assign(one, { demand, state: { status: word.startsWith('+') ? 'subscribed' : 'subscribing' } });
      }),
  };
};

const IPE = 'Auth value for subscription to private-x is invalid';
const SLANGER = 'Invalid signature: Expected HMAC SHA256 hex digest of 1.1:private-x, but got 0123abc';

describe('an error without a channel', () => {
  it.each<[code: number | null, message: string, suspects: string, whose: string]>([
    // One that can have caused it.
    [4009, 'Unauthorized', '?private-x', 'private-x'],
    [4009, 'Unauthorized', '?private-x !', 'private-x'],
    [4009, 'Unauthorized', '?public', 'public'],
    [4009, 'Unauthorized', '?public ?private-x', 'private-x'],
    [4009, 'Unauthorized', '?public ?other ?presence-x +private-y', 'presence-x'],
    [4009, 'Unauthorized', '~private-x', 'private-x'],
    [4009, 'Unauthorized', '@', 'signin'],
    [4009, 'Unauthorized', '@ +private-x !', 'signin'],
    [4200, 'Invalid message format', '?private-x', 'private-x'],
    [null, 'Existing subscription', '?private-x', 'private-x'],
    [4200, 'Invalid message format', '@', 'signin'],
    [null, '', '?public', 'public'],
    // None, or several.
    [4009, 'Unauthorized', '', '-'],
    [4009, 'Unauthorized', '+private-x', '-'],
    [4009, 'Unauthorized', '?private-x ?private-y', '-'],
    [4009, 'Unauthorized', '?private-x ~private-y', '-'],
    [4009, 'Unauthorized', '?private-x @', '-'],
    [4009, 'Unauthorized', '?public @', 'signin'],
    [4009, 'Unauthorized', '?private-x ?private-y @', '-'],
    [4009, 'Unauthorized', '?public ?other', '-'],
    // Codes that are anything's, while something else may be meant.
    [4200, 'Invalid message format', '?private-x !', '-'],
    [null, 'no', '?private-x !', '-'],
    [4200, 'Invalid message format', '@ !', '-'],
    // Codes that are about something else.
    [4301, 'Too fast', '?private-x', '-'],
    [4100, 'Over capacity', '?private-x', '-'],
    [4301, IPE, '?private-x', '-'],
    // Messages that name the channel.
    [4009, IPE, '?private-x ?private-y', 'private-x'],
    [4009, SLANGER, '?private-x ?private-y', 'private-x'],
    [null, SLANGER, '?private-x ?private-y @ !', 'private-x'],
    [null, IPE, '?private-x !', 'private-x'],
    [null, IPE, '?private-x @', 'private-x'],
    [4009, 'No "private-x"!', '?private-x ?private-y', 'private-x'],
    [4009, 'private-x', '?private-x ?private-y', 'private-x'],
    [4009, 'You may not have private-x.', '?private-x ?private-y', 'private-x'],
    [4009, 'not (private-x); ask', '?private-x ?private-y', 'private-x'],
    [4009, 'public is closed', '?public ?private-y', 'public'],
    // A name that is a part of another one.
    [4009, 'no private-x-2 for you', '?private-x ?private-x-2', 'private-x-2'],
    [4009, 'no private-x for you', '?private-x ?private-x-2', 'private-x'],
    [4009, 'no private-x.2 for you', '?private-x ?private-y', '-'],
    [4009, 'no private-x,2 for you', '?private-x ?private-x,2', 'private-x,2'],
    [4009, 'no presence-private-x', '?private-x ?presence-private-x', 'presence-private-x'],
    [4009, 'no my.private-x', '?private-x ?private-y', '-'],
    [4009, 'no private-x@here, but private-x', '?private-x ?private-y', 'private-x'],
    // The names of public channels are words that a sentence may have.
    [4009, IPE, '?private-x ?private-y +subscription ?value', 'private-x'],
    [4009, SLANGER, '?private-x ?signature +digest', 'private-x'],
    // One that is named and has its subscription is not it, nor is somebody else then; nor are two that are named.
    [4009, IPE, '+private-x ?private-y', '-'],
    [4009, 'private-x or private-y', '?private-x ?private-y', '-'],
    // A channel that is not here is named: the rest decides.
    [4009, 'no private-gone', '?private-y', 'private-y'],
  ])('%p %p, where there is %p, is of %s', (code, message, suspects, whose) => {
    const blamed = culprit(new ServerError(code, message), suspectsOf(suspects));
    expect(typeof blamed === 'object' ? blamed.name : (blamed ?? '-')).toBe(whose);
  });
});

const refusal = (code: number | null, message = 'no', channel?: string) => ({
  event: 'pusher:error',
  ...(channel === undefined ? {} : { channel }),
  data: { code, message },
});

describe('a client', () => {
  it.each([4200, null])('does not blame a subscription for a client event of the same turn, refused with %p', (code) =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const { answer } = server;
      server.answer = (frame, socket) => (frame.event.startsWith('client-') ? [refusal(code)] : answer(frame, socket));
      const pusher = clientOf(server);
      const errors = listen(pusher.errors$);
      const room = pusher.channel('private-room');
      listen(room);
      pass(10);
      room.trigger('client-typing', 'x');
      const innocent = listen(pusher.channel('private-b'));
      pass(20_000);
      expect(innocent.error).toBeUndefined();
      expect(errors.values).toEqual([errorLike({ _tag: 'ServerError', code })]);
      expect(server.wire()).toEqual([
        'subscribe private-room',
        'client-typing private-room "x"',
        'subscribe private-b',
      ]);
    }),
  );

  it('blames a subscription for it once the client event is of long ago', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const room = pusher.channel('private-room');
      listen(room);
      pass(10);
      room.trigger('client-typing', 'x');
      pass(6_000);
      server.answer = () => [refusal(4200)];
      const heard = listen(pusher.channel('private-b'));
      pass(10);
      expect(heard.error).toEqual(errorLike({ _tag: 'SubscriptionRejected', channel: 'private-b' }));
    }));

  it('does not blame a subscription for an unsubscribe of the same turn', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const { answer } = server;
      server.answer = (frame, socket) =>
        frame.event === 'pusher:unsubscribe' ? [refusal(4200)] : answer(frame, socket);
      const pusher = clientOf(server, { linger: 0 });
      pusher.connect();
      const goes = listen(pusher.channel('private-a'));
      pass(10);
      goes.leave();
      pass(0);
      server.latency = 5;
      const heard = listen(pusher.channel('private-b'));
      pass(20_000);
      expect(heard.error).toBeUndefined();
    }));

  it('blames neither of two subscriptions, nor the sign-in, where all are pending: time-outs decide', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = ({ event: verb }) => (verb === 'pusher:ping' ? [{ event: 'pusher:pong' }] : undefined);
      const pusher = clientOf(server);
      const errors = listen(pusher.errors$);
      const [a, b] = ['private-a', 'private-b'].map((name) => listen(pusher.channel(name)));
      const user = listen(pusher.user.signin());
      pass(10);
      server.say(refusal(4009, 'Unauthorized'), success('private-a'));
      server.say({ event: 'pusher:signin_success', data: { user_data: '{"id":"u1"}' } });
      pass(10);
      expect(errors.values).toEqual([errorLike({ _tag: 'ServerError', code: 4009 })]);
      expect(user.values).toHaveLength(1);
      pass(20_000);
      expect(a!.error).toBeUndefined();
      expect(b!.error).toEqual(errorLike({ _tag: 'SubscriptionTimeout' }));
    }));

  it.each([
    ['ipe', IPE, 4009],
    ['slanger', SLANGER, null],
  ])('takes the name that %s gives, whatever else is pending', (_, message, code) =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => undefined;
      const pusher = clientOf(server);
      const errors = listen(pusher.errors$);
      const heard = ['private-x', 'private-x-2', 'private-'].map((name) => listen(pusher.channel(name)));
      const user = listen(pusher.user.signin());
      pass(10);
      server.say(refusal(code, message));
      const cause = errorLike({ _tag: 'SubscriptionRejected', channel: 'private-x', reason: message });
      expect([...heard, user].map(({ error }) => error)).toEqual([cause, undefined, undefined, undefined]);
      expect(errors.values).toEqual([]);
    }),
  );

  it.each(['private-subscribed', 'unwanted'])(
    'blames no pending subscription for an error whose frame has the name of %s',
    (name) =>
      inTime(({ pass }) => {
        const server = new FakeServer();
        const pusher = clientOf(server);
        const errors = listen(pusher.errors$);
        listen(pusher.channel('private-subscribed'));
        pass(10);
        server.answer = () => undefined;
        const heard = listen(pusher.channel('private-b'));
        pass(10);
        server.say(refusal(4009, 'Unauthorized', name));
        expect(heard.error).toBeUndefined();
        expect(errors.values).toEqual([errorLike({ _tag: 'ServerError', code: 4009 })]);
      }),
  );
});
