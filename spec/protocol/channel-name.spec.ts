import fc from 'fast-check';
import { expectTypeOf } from 'expect-type';
import { ChannelNameError } from '../../lib/protocol/errors.js';
import {
  channelKind,
  isCacheName,
  isEncryptedName,
  isPresenceName,
  isPrivateName,
  MAX_CHANNEL_NAME,
  validateChannelName,
} from '../../lib/protocol/channel-name.js';

const ALLOWED = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-=@,.;';
const reasonOf = (name: unknown): string | undefined => {
  const checked = validateChannelName(name);
  return checked._tag === 'Left' ? checked.left.reason : undefined;
};

describe('the kind of a channel', () => {
  it.each([
    ['prices', 'public', false],
    ['cache-prices', 'public', true],
    ['private-a', 'private', false],
    ['private-cache-a', 'private', true],
    ['private-encrypted-a', 'encrypted', false],
    ['private-encrypted-cache-a', 'encrypted', true],
    ['presence-a', 'presence', false],
    ['presence-cache-a', 'presence', true],
    // Only a prefix counts, in its own case, at its own place.
    ['private', 'public', false],
    ['Private-a', 'public', false],
    ['my-private-a', 'public', false],
    ['private-a-cache-b', 'private', false],
    ['presence-encrypted-a', 'presence', false],
    ['cache-private-a', 'public', true],
    ['#server-to-user-1', 'public', false],
  ] as const)('is in its name: %s is %s, cache %s', (name, type, cache) => {
    expect(channelKind(name)).toEqual({ type, cache });
  });

  it('agrees with the guards for every name', () => {
    const prefix = fc.constantFrom('', 'private-', 'private-encrypted-', 'presence-', 'cache-', 'private-cache-', 'x-');
    fc.assert(
      fc.property(prefix, fc.constantFrom('', 'cache-', 'encrypted-'), fc.string(), (first, second, rest) => {
        const name = first + second + rest;
        const { type, cache } = channelKind(name);
        expect([isPrivateName(name), isPresenceName(name), isEncryptedName(name), isCacheName(name)]).toEqual([
          type === 'private',
          type === 'presence',
          type === 'encrypted',
          cache,
        ]);
      }),
    );
  });

  it('narrows a name that was only a string', () => {
    const name = 'presence-a' as string;
    if (isPresenceName(name)) expectTypeOf(name).toEqualTypeOf<`presence-${string}`>();
    if (isEncryptedName(name)) expectTypeOf(name).toEqualTypeOf<`private-encrypted-${string}`>();
    expect(isPresenceName(name)).toBe(true);
  });
});

describe('a channel name', () => {
  it('may be of every allowed character, up to the longest', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from(ALLOWED)), minLength: 1, maxLength: MAX_CHANNEL_NAME }),
        (name) => {
          expect(validateChannelName(name)).toEqual({ _tag: 'Right', right: name });
        },
      ),
    );
  });

  it('is refused for any other character, and the reason shows which', () => {
    const other = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 1 })
      .filter((c) => !ALLOWED.includes(c) && c !== '#');
    fc.assert(
      fc.property(other, (character) => {
        const reason = reasonOf(`a${character}b`);
        expect(reason).toMatch(/^".+" is not allowed in a name$/su);
      }),
    );
    expect(reasonOf('a b')).toBe('" " is not allowed in a name');
  });

  it.each([
    ['', 'empty'],
    ['x'.repeat(MAX_CHANNEL_NAME + 1), 'longer than 164 characters'],
    ['#server-to-user-1', 'names that begin with # are reserved; use pusher.user'],
    [7, 'not a string'],
    [undefined, 'not a string'],
  ])('is refused: %j', (name, reason) => {
    expect(reasonOf(name)).toBe(reason);
  });

  it('is named in the error, without forging a line of a log', () => {
    const checked = validateChannelName('a\nb');
    const error = checked._tag === 'Left' ? checked.left : undefined;
    expect(error).toBeInstanceOf(ChannelNameError);
    expect(error?.channel).toBe('a\nb');
    expect(error?.message).not.toContain('\n');
  });
});
