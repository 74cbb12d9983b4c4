import { map, throwError, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import type { ChannelAuthorization } from '../../lib/index.js';
import { encryption } from '../../lib/encryption/index.js';
import { keyFromBase64, seal, toBase64 } from '../../lib/encryption/secretbox.js';
import { errorLike } from '../support/error-like.js';
import { clientOf, event, FakeServer } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import type { Time } from '../support/in-time.js';
import { listen } from '../support/listen.js';

const NAME = 'private-encrypted-a';
const secret = (n: number) => toBase64(new Uint8Array(32).fill(n));
/** An event under key number n. */
const sealed = (n: number, text: string, name = 'x') =>
  event(NAME, name, seal(text, keyFromBase64(secret(n))!, new Uint8Array(24)));

/** A client whose authorizations answer in turn after 100 ms: key numbers, or undefined for a refusal. */
const given = (
  keys: readonly (number | undefined)[],
  play: (given: ReturnType<typeof setUp> & Time) => void,
  delay = 100,
) => inTime((time) => play({ ...time, ...setUp(keys, delay, time) }));

const setUp = (keys: readonly (number | undefined)[], delay: number, { pass }: Time) => {
  const server = new FakeServer();
  const asked: string[] = [];
  const channelAuthorization = ({ socketId }: { socketId: string }): Observable<ChannelAuthorization> => {
    const key = keys[Math.min(asked.length, keys.length - 1)];
    asked.push(socketId);
    const answer$ = timer(delay);
    return key === undefined
      ? throwError(() => new Error('refused'))
      : answer$.pipe(map(() => ({ auth: 'key:signature', shared_secret: secret(key) })));
  };
  const pusher = clientOf(server, { encryption, channelAuthorization });
  const channel = pusher.channel(NAME);
  const heard = listen(channel);
  const errors = listen(pusher.errors$).values;
  pass(200);
  return { server, pusher, channel, heard, errors, asked };
};
const data = ({ values }: { values: readonly { readonly data: unknown }[] }) => values.map((value) => value.data);

describe('an encrypted channel', () => {
  it('gives what it opens, with the opened text, to every kind of listener', () =>
    given([7], ({ server, pusher, channel, heard }) => {
      const [on, everywhere] = [listen(channel.on('x')), listen(pusher.on('x'))];
      server.say(sealed(7, '{"n":1}'), sealed(7, 'plain'));
      expect(heard.values).toEqual([
        { event: 'x', channel: NAME, data: { n: 1 }, raw: '{"n":1}' },
        { event: 'x', channel: NAME, data: 'plain', raw: 'plain' },
      ]);
      expect([on.values, everywhere.values]).toEqual([
        [{ n: 1 }, 'plain'],
        [{ n: 1 }, 'plain'],
      ]);
    }));

  it('asks for the key once for all events that wait for it, and keeps their order', () =>
    given([1, 2], ({ server, heard, asked, errors, pass }) => {
      server.say(sealed(2, '1'), sealed(2, '2'));
      pass(50);
      server.say(sealed(2, '3'), sealed(1, '"old"'));
      expect(data(heard)).toEqual([]);
      pass(50);
      expect(data(heard)).toEqual([1, 2, 3]);
      expect(errors).toEqual([errorLike({ _tag: 'DecryptionError', channel: NAME, event: 'x' })]);
      server.say(sealed(2, '4'));
      expect(data(heard)).toEqual([1, 2, 3, 4]);
      expect(asked).toHaveLength(2);
    }));

  it('does not ask for a key because of what was never sealed', () =>
    given([1], ({ server, heard, asked, errors, pass }) => {
      server.say(event(NAME, 'x', { plain: true }), sealed(1, '1'));
      pass(200);
      expect(asked).toHaveLength(1);
      expect(errors).toEqual([errorLike({ _tag: 'DecryptionError', channel: NAME, event: 'x' })]);
      expect(data(heard)).toEqual([1]);
    }));

  it('reports each event that does not open with the new key either, and the next goes on', () =>
    given([1], ({ server, heard, asked, errors, pass }) => {
      server.say(sealed(9, '1', 'bad'), sealed(9, '2', 'worse'), sealed(1, '3'));
      pass(100);
      expect(errors).toEqual([
        errorLike({
          _tag: 'DecryptionError',
          channel: NAME,
          event: 'bad',
          reason: expect.stringContaining('open') as unknown,
        }),
        errorLike({ _tag: 'DecryptionError', channel: NAME, event: 'worse' }),
      ]);
      expect(data(heard)).toEqual([3]);
      expect(asked).toHaveLength(2);
    }));

  it('says why there was no new key, with each event that waited for it', () =>
    given([1, undefined], ({ server, heard, errors }) => {
      server.say(sealed(9, '1'), sealed(9, '2'), sealed(1, '3'));
      const cause = errorLike({ _tag: 'AuthorizationCallbackError', channel: NAME });
      expect(errors[0]).toEqual(errorLike({ _tag: 'DecryptionError', cause }));
      expect(data(heard)).toEqual([3]);
    }));

  it.each<[string, unknown, RegExp]>([
    ['no payload', 'hello', /not/],
    ['no nonce', { ciphertext: 'AAAA' }, /nonce/],
    ['too short a nonce', { nonce: 'AAAA', ciphertext: 'A'.repeat(24) }, /nonce is not 24 bytes/],
    ['too short a ciphertext', { nonce: toBase64(new Uint8Array(24)), ciphertext: 'AAAA' }, /16 bytes/],
    ['bad base64', { nonce: '*'.repeat(32), ciphertext: '*'.repeat(32) }, /nonce is not 24 bytes of base64/],
  ])('reports an event with %s', (_, payload, reason) =>
    given([1], ({ server, errors, heard, pass }) => {
      server.say(event(NAME, 'x', payload), sealed(1, '1'));
      pass(200);
      expect(errors).toEqual([
        errorLike({ _tag: 'DecryptionError', reason: expect.stringMatching(reason) as unknown }),
      ]);
      expect(data(heard)).toEqual([1]);
    }),
  );

  it('drops its key, and what waits for another, with the session', () =>
    given([1, 2, 3], ({ server, asked, heard, errors, pass }) => {
      server.say(sealed(2, '1'));
      server.socket.drop();
      expect(asked).toEqual(['1.1', '1.1']);
      pass(10_000);
      expect(asked).toEqual(['1.1', '1.1', '2.2']);
      server.say(sealed(3, '"new"'));
      expect(data(heard)).toEqual(['new']);
      expect(errors).toEqual([]);
    }));

  it('is not subscribed where the authorization has no key of 32 bytes', () =>
    inTime(({ pass }) => {
      for (const shared_secret of [undefined, 'AAAA', '***']) {
        const server = new FakeServer();
        const authorization = { auth: 'key:sig', ...(shared_secret === undefined ? {} : { shared_secret }) };
        const pusher = clientOf(server, { encryption, channelAuthorization: () => [authorization] });
        const heard = listen(pusher.channel(NAME));
        pass(10);
        expect(heard.error).toEqual(errorLike({ _tag: 'AuthorizationAnswerError', channel: NAME }));
        expect(server.wire()).toEqual([]);
      }
    }));

  it('says of itself that it is', () =>
    given([1], ({ pusher, channel }) => {
      expect([channel, pusher.channel('private-a')]).toMatchObject([{ encrypted: true }, { encrypted: false }]);
    }));

  it('says which import is missing', () => {
    const pusher = clientOf(new FakeServer());
    expect(() => pusher.channel(NAME)).toThrow(
      errorLike({ _tag: 'OptionError', message: expect.stringContaining("'rx-pusher/encryption'") as unknown }),
    );
  });
});
