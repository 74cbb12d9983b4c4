import fc from 'fast-check';
import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { ListenersByName } from '../../lib/rx/listeners-by-name.js';

const NAMES = ['a', 'b', 'c'] as const;

const subscriber = (): Subscriber<unknown> => {
  let made: Subscriber<unknown> | undefined;
  new Observable((one) => {
    made = one;
  }).subscribe();
  return made!;
};

describe('listeners by name', () => {
  it('give for each name those who listen by it, and nothing for a name nobody listens by', () => {
    const change = fc.record({
      type: fc.constantFrom('join' as const, 'leave' as const),
      name: fc.constantFrom(...NAMES),
      who: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const listeners = [0, 1, 2, 3].map(subscriber);
        const lists = new ListenersByName<unknown>();
        const model = new Map<string, number[]>(NAMES.map((name) => [name, []]));
        for (const { type, name, who } of changes) {
          lists[type](name, listeners[who]!);
          const there = model.get(name)!;
          if (type === 'leave')
            model.set(
              name,
              there.filter((one) => one !== who),
            );
          else if (!there.includes(who)) there.push(who);
          for (const [key, expected] of model) {
            const heard = lists
              .named(key)
              ?.capture()
              .map((listener) => listeners.indexOf(listener));
            expect(heard).toEqual(expected.length === 0 ? undefined : expected);
          }
        }
      }),
    );
  });
});
