import { asPusherError } from '../lib/errors.js';
import { SocketClosed } from '../lib/connection/errors.js';

describe('whatever something fails with', () => {
  it('is one of our own errors already, or the cause of one that says what failed', () => {
    const closed = new SocketClosed(1006, '');
    expect(asPusherError(closed, 'connection')).toBe(closed);
    for (const thrown of [new Error('text'), 'text', undefined, null, 7, Symbol('s')]) {
      expect(asPusherError(thrown, 'decoder')).toMatchObject({ _tag: 'CallbackError', callback: 'decoder' });
      expect(asPusherError(thrown, 'decoder').cause).toBe(thrown);
    }
    expect(asPusherError(new Error('text'), 'decoder').message).toBe('decoder failed: text');
  });
});
