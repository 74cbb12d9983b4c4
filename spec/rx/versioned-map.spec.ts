import * as fc from 'fast-check';
import { VersionedMap } from '../../lib/rx/versioned-map.js';

/** What can be done to a ledger: on the newest version, or on an older one, which makes a branch of its own. */
const changes = fc.array(
  fc.record({
    on: fc.option(fc.nat(), { freq: 4, nil: undefined }),
    key: fc.integer({ min: 0, max: 8 }),
    value: fc.option(fc.nat({ max: 99 }), { freq: 2, nil: undefined }),
  }),
  { maxLength: 120 },
);

describe('a VersionedMap', () => {
  it('reads as a Map does, in every version there ever was', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 8 }), fc.nat())), changes, (entries, steps) => {
        const versions = [{ ledger: VersionedMap.of(entries), map: new Map(entries) }];
        for (const { on, key, value } of steps) {
          const { ledger, map } = versions[on === undefined ? versions.length - 1 : on % versions.length]!;
          const next = new Map(map);
          if (value === undefined) next.delete(key);
          else next.set(key, value);
          versions.push({ ledger: value === undefined ? ledger.delete(key) : ledger.set(key, value), map: next });
        }
        for (const { ledger, map } of versions) {
          expect([...ledger]).toEqual([...map]);
          expect([...ledger.keys(), ...ledger.values()]).toEqual([...map.keys(), ...map.values()]);
          expect(ledger.size).toBe(map.size);
          for (let key = 0; key <= 8; key += 1) {
            expect([ledger.get(key), ledger.has(key)]).toEqual([map.get(key), map.has(key)]);
          }
        }
      }),
      { numRuns: 300 },
    ));

  it('is the same ledger when what is deleted was not there', () => {
    const ledger = VersionedMap.of([['a', 1]]);
    expect(ledger.delete('b')).toBe(ledger);
  });

  it('goes through its entries as a Map does', () => {
    const seen: unknown[] = [];
    const ledger = VersionedMap.of([
      ['b', 1],
      ['a', 2],
    ]).set('b', 3);
    ledger.forEach((value, key, map) => seen.push([key, value, map === ledger]));
    expect(seen).toEqual([
      ['b', 3, true],
      ['a', 2, true],
    ]);
    expect([...ledger.entries()]).toEqual([...ledger]);
  });

  it('shares what it has with the versions before: a change copies nothing, save once in so many', () => {
    const size = 2_000;
    let reads = 0;
    let ledger = VersionedMap.of(
      (function* () {
        for (let i = 0; i < size; i += 1) yield [i, i] as const;
      })(),
    );
    const { of } = VersionedMap;
    const copying = jest.spyOn(VersionedMap, 'of').mockImplementation((entries) => {
      reads += 1;
      return of(entries);
    });
    for (let i = 0; i < 2 * size; i += 1) ledger = ledger.set(i % size, i).delete((i + 1) % size);
    copying.mockRestore();
    expect(reads).toBeLessThanOrEqual(4);
    // History is let go of all the same.
    expect(reads).toBeGreaterThanOrEqual(2);
    expect(ledger.size).toBe(size - 1);
  });
});
