import { runInNewContext } from 'node:vm';
import { chainOf, isError, textOf } from '../../lib/server/thrown.js';

describe('what was thrown', () => {
  it('is an error, also of another realm', () => {
    expect([new Error('a'), runInNewContext('new TypeError()'), 'a', null, { message: 'a' }].map(isError)).toEqual([
      ...[true, true],
      ...[false, false, false],
    ]);
  });

  it.each<readonly [unknown, string]>([
    ['text', 'text'],
    [undefined, 'undefined'],
    [new Error('a'), 'Error: a'],
    [{ toString: 1, valueOf: 1 }, 'something that is no text'],
    [Object.create(null), 'something that is no text'],
  ])('has a text, whatever it is: %p', (thrown, text) => {
    expect(textOf(thrown)).toBe(text);
  });

  it('has a chain of causes, which ends though an error may be its own', () => {
    const itself = new Error('round');
    itself.cause = new Error('and round', { cause: itself });
    expect(chainOf(itself)).toHaveLength(10);
    expect(chainOf(new Error('a', { cause: 'b' }))).toHaveLength(2);
    expect(chainOf('a')).toEqual(['a']);
  });
});
