import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { VersionedMap } from '../../lib/rx/versioned-map.js';

/** What can be done to a map: on the newest version, or on an older one, which makes a branch of its own. */
const changes = fc.array(
  fc.record({
    on: fc.option(fc.nat(), { freq: 4, nil: undefined }),
    key: fc.integer({ min: 0, max: 8 }),
    value: fc.option(fc.nat({ max: 99 }), { freq: 2, nil: undefined }),
  }),
  { maxLength: 120 },
);

const many = (size: number) => Array.from({ length: size }, (_, i) => [i, i] as const);

describe('a VersionedMap', () => {
  it('reads as a Map does, in every version there ever was', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 8 }), fc.nat())), changes, (entries, steps) => {
        const versions = [{ versioned: VersionedMap.of(entries), map: new Map(entries) }];
        for (const { on, key, value } of steps) {
          const { versioned, map } = versions[on === undefined ? versions.length - 1 : on % versions.length]!;
          const next = new Map(map);
          if (value === undefined) next.delete(key);
          else next.set(key, value);
          versions.push({
            versioned: value === undefined ? versioned.delete(key) : versioned.set(key, value),
            map: next,
          });
        }
        for (const { versioned, map } of versions) {
          expect([...versioned]).toEqual([...map]);
          expect([...versioned.keys(), ...versioned.values()]).toEqual([...map.keys(), ...map.values()]);
          expect(versioned.size).toBe(map.size);
          for (let key = 0; key <= 8; key += 1) {
            expect([versioned.get(key), versioned.has(key)]).toEqual([map.get(key), map.has(key)]);
          }
        }
      }),
      { numRuns: 300 },
    ));

  it('is the same map when what is deleted was not there', () => {
    const versioned = VersionedMap.of([['a', 1]]);
    expect(versioned.delete('b')).toBe(versioned);
  });

  it('goes through its entries as a Map does', () => {
    const seen: unknown[] = [];
    const versioned = VersionedMap.of([
      ['b', 1],
      ['a', 2],
    ]).set('b', 3);
    versioned.forEach((value, key, map) => seen.push([key, value, map === versioned]));
    expect(seen).toEqual([
      ['b', 3, true],
      ['a', 2, true],
    ]);
    expect([...versioned.entries()]).toEqual([...versioned]);
  });

  it('changes one key that comes and goes as fast as many, whatever version is asked', () => {
    const spent = (keyAt: (i: number) => number) => {
      const before = performance.now();
      let map = VersionedMap.of(many(20_000));
      const first = map;
      for (let i = 0; i < 20_000; i += 1) {
        const key = keyAt(i);
        map = map.delete(key).set(key, i);
        if (first.get(key) !== key || map.get(key) !== i) throw new Error('not what it was');
      }
      return performance.now() - before;
    };
    const least = (keyAt: (i: number) => number) => Math.min(...[1, 2, 3].map(() => spent(keyAt)));
    expect(least(() => 7)).toBeLessThan(5 * least((i) => i));
  });

  it('is as it was for who keeps an old version of a key that comes and goes', () => {
    let map = VersionedMap.of(many(100));
    const versions = [map];
    for (let i = 0; i < 60; i += 1) versions.push((map = i % 3 === 0 ? map.delete(7) : map.set(7, i)));
    const expected = [7, ...Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? undefined : i))];
    expect(versions.map((version) => version.get(7))).toEqual(expected);
    expect(versions.map((version) => new Map(version).get(7))).toEqual(expected);
    expect(versions.map(({ size }) => size)).toEqual(expected.map((value) => (value === undefined ? 99 : 100)));
  });

  it('lets go of what only versions have held that nobody has any more', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const held: WeakRef<object>[] = [];
    let map = VersionedMap.of<number, object>([]);
    for (let i = 0; i < 5_000; i += 1) {
      const value = { i };
      held.push(new WeakRef(value));
      map = map.set(i % 10, value);
    }
    return new Promise<void>((resolve) => setTimeout(resolve)).then(() => {
      collect();
      expect(map.size).toBe(10);
      expect(held.filter((ref) => ref.deref() !== undefined).length).toBeLessThan(100);
    });
  });
});
