import { chainOf, rootOf } from '../../lib/server/root-cause.js';

const of = (message: string, cause?: unknown): Error => new Error(message, { cause });
const itself = of('round');
itself.cause = of('and round', itself);
const noText = { toString: 1, valueOf: 1 };

describe('the bottom of a failure', () => {
  it.each<readonly [unknown, string]>([
    [of('alone'), 'alone'],
    [of('fetch failed', of('connect ECONNREFUSED 127.0.0.1:6999')), 'connect ECONNREFUSED 127.0.0.1:6999'],
    [of('a', of('b', of('c', of('d')))), 'd'],
    [of('a', 'told as a text'), 'told as a text'],
    // What says nothing is passed over.
    [of('a', of('b', { code: 7 })), 'b'],
    [of('a', noText), 'a'],
    ['text', 'text'],
    [undefined, 'undefined'],
    [noText, 'something that is no text'],
    [of('fetch failed', Object.assign(of(''), { code: 'ECONNREFUSED' })), 'ECONNREFUSED'],
    [of('fetch failed', of('')), 'Error'],
    [
      of('fetch failed', new AggregateError([of('connect ::1:1'), of('connect 127.0.0.1:1'), 7, of('')])),
      'connect ::1:1; connect 127.0.0.1:1',
    ],
    [of('fetch failed', new AggregateError([of('x')], 'all of them')), 'all of them'],
  ])('of %p is %p', (error, root) => {
    expect(rootOf(error)).toBe(root);
  });

  it('is looked for to an end, though an error may be its own cause', () => {
    expect(chainOf(itself)).toHaveLength(10);
    expect(rootOf(itself)).toMatch(/round/);
  });
});
