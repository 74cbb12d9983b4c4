import { channelName, eventName, isSocketId, socketId, userId } from '../../lib/server/identifiers.js';
import { errorLike } from '../support/error-like.js';

describe('identifiers', () => {
  it('are given back where they can be used', () => {
    expect([channelName('a'), eventName('client-e'), socketId('123.456'), userId('a b/ü')]).toEqual([
      'a',
      'client-e',
      '123.456',
      'a b/ü',
    ]);
  });

  it.each([undefined, 7, '', '1', '1.', '.2', '1.2.3', '1.2\n', ' 1.2', '1.a'])('%j is no socket id', (id) => {
    expect(isSocketId(id)).toBe(false);
    expect(() => socketId(id)).toThrow(errorLike({ _tag: 'ArgumentError', argument: 'socketId' }));
  });

  it.each([undefined, 7, ''])('%j is neither channel, event nor user', (id) => {
    expect(() => channelName(id)).toThrow(errorLike({ _tag: 'ChannelNameError' }));
    expect(() => eventName(id)).toThrow(errorLike({ _tag: 'EventNameError' }));
    expect(() => userId(id)).toThrow(errorLike({ argument: 'userId' }));
  });

  it('takes no user with half of a character, which no URL can name', () => {
    expect(userId('💥')).toBe('💥');
    for (const id of ['\ud83d', 'a\udca5b']) expect(() => userId(id)).toThrow(errorLike({ argument: 'userId' }));
  });
});
