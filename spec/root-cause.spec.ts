import { runInNewContext } from 'node:vm';
import { rootCause } from '../lib/root-cause.js';

const of = (message: string, cause?: unknown): Error => new Error(message, { cause });
const itself = of('round');
itself.cause = of('and round', itself);
const list = new AggregateError([], 'list');
list.errors.push(list, list);

describe('the root cause of a failure', () => {
  it.each<readonly [unknown, string | undefined]>([
    [of('alone'), 'alone'],
    [of('fetch failed', of('connect ECONNREFUSED 127.0.0.1:6999')), 'connect ECONNREFUSED 127.0.0.1:6999'],
    [of('a', of('b', of('c', of('d')))), 'd'],
    [of('a', 'thrown as a text'), 'thrown as a text'],
    ['text', 'text'],
    // What says nothing is passed over.
    [of('a', of('b', { code: 7 })), 'b'],
    [of('a', { type: 'error' }), 'a'],
    [of('a', of('')), 'a'],
    [of('a', null), 'a'],
    [of('a', ''), 'a'],
    [of('a', 7), 'a'],
    [of('a', { toString: 1, valueOf: 1 }), 'a'],
    [of('fetch failed', Object.assign(of(''), { code: 'ECONNREFUSED' })), 'ECONNREFUSED'],
    [of(''), undefined],
    [{ message: 7 }, undefined],
    [undefined, undefined],
    // One for each address of a name.
    [
      of('fetch failed', new AggregateError([of('connect ::1:1'), of('connect 127.0.0.1:1'), 7, of('')])),
      'connect ::1:1; connect 127.0.0.1:1',
    ],
    [new AggregateError([of('a', of('b')), of('c')], 'all of them'), 'b; c'],
    [of('fetch failed', new AggregateError([], 'none of them')), 'none of them'],
    [list, 'list'],
  ])('of %p is %p', (error, root) => {
    expect(rootCause(error)).toBe(root);
  });

  it('is found in errors of another realm', () => {
    expect(rootCause(runInNewContext('new TypeError("fetch failed", { cause: new Error("refused") })'))).toBe(
      'refused',
    );
  });

  it('is looked for to an end, though an error may be its own cause, or has no end of causes', () => {
    expect(rootCause(itself)).toBe('and round');
    let depth = 0;
    const endless = (): object => ({
      message: String((depth += 1)),
      get cause() {
        return endless();
      },
    });
    expect(Number(rootCause(endless()))).toBeLessThan(1_000);
    const wide = (): Error => new AggregateError([itself, itself], 'wide');
    expect(rootCause(new AggregateError(Array.from({ length: 1_000 }, wide)))).toBeDefined();
  });
});
