import * as fc from 'fast-check';
import { SocketClosed } from '../../lib/connection/errors.js';
import { equal } from '../../lib/testing/equal.js';

class Point {
  constructor(readonly x: number) {}
  double(): number {
    return this.x * 2;
  }
}

describe('equal', () => {
  it.each([
    [1, 1],
    [NaN, NaN],
    [{ a: [1, { b: 'c' }] }, { a: [1, { b: 'c' }] }],
    [{ a: 1, b: undefined }, { a: 1 }],
    [new Point(1), { x: 1 }],
    [
      { f: () => 1, x: 1 },
      { f: () => 2, x: 1 },
    ],
    [new Date(5), new Date(5)],
    [/a/i, /a/i],
    [new Map([[1, { a: 2 }]]), new Map([[1, { a: 2 }]])],
    [new Set([1, 2]), new Set([1, 2])],
    [new SocketClosed(4200, ''), new SocketClosed(4200, '')],
    [
      { a: 1, b: [2] },
      { a: expect.any(Number) as number, b: [expect.anything()] },
    ],
    ['anything', expect.stringContaining('thing') as string],
  ])('finds %j and %j the same', (actual, expected) => {
    expect(equal(actual, expected)).toBe(true);
  });

  it.each([
    [1, 2],
    [1, '1'],
    [0, -0],
    [null, undefined],
    [null, {}],
    [{}, null],
    [{ a: 1 }, {}],
    [{}, { a: 1 }],
    [[1, 2], [1]],
    [[1], [1, 2]],
    [{ 0: 1 }, [1]],
    [new Date(5), new Date(6)],
    [/a/, /b/],
    [/a/, /a/i],
    [new Map([[1, 2]]), new Map([[1, 3]])],
    [new SocketClosed(4200, ''), new SocketClosed(4201, '')],
    [new Error('a'), new TypeError('a')],
    [new Error('a'), 'a'],
    [Object.assign([1], { me: 1 }).values(), [2]],
    [{ a: 'x' }, { a: expect.any(Number) as number }],
  ])('tells %j and %j apart', (actual, expected) => {
    expect(equal(actual, expected)).toBe(false);
  });

  it('compares what an iterable has beside its items', () => {
    const members = (stale: boolean) => ({ stale, [Symbol.iterator]: () => [1].values() });
    expect(equal(members(true), members(true))).toBe(true);
    expect(equal(members(true), members(false))).toBe(false);
  });

  it('agrees with what JSON says of JSON', () => {
    const clone = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(equal(clone(a), clone(a))).toBe(true);
        const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
        expect(equal(clone(a), clone(b))).toBe(same);
      }),
    );
  });
});

/** With the keys of objects in order. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .map(([key, part]): [string, unknown] => [key, sorted(part)])
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : value;
