import fc from 'fast-check';
import { Listeners } from '../../lib/rx/listeners.js';

describe('a list of listeners', () => {
  it('gives its listeners in the order in which they came', () => {
    const listeners = new Listeners<string>();
    listeners.add('a');
    listeners.add('b');
    listeners.add('c');
    listeners.remove('b');
    expect(listeners.capture()).toEqual(['a', 'c']);
    expect(listeners.size).toBe(2);
  });

  it('leaves alone whoever never joined', () => {
    const listeners = new Listeners<string>();
    listeners.add('a');
    listeners.remove('b');
    expect(listeners.capture()).toEqual(['a']);
  });

  it('has a listener once', () => {
    const listeners = new Listeners<string>();
    for (const name of ['a', 'b', 'a']) listeners.add(name);
    expect(listeners.capture()).toEqual(['a', 'b']);
  });

  it('is not copied by captures without a change between them', () => {
    const listeners = new Listeners<string>();
    listeners.add('a');
    listeners.add('b');
    expect(listeners.capture()).toBe(listeners.capture());
  });

  it('never changes what was captured, whoever joins and leaves later', () => {
    const change = fc.oneof(
      fc.record({ type: fc.constant('add' as const), who: fc.nat(5) }),
      fc.record({ type: fc.constant('remove' as const), who: fc.nat(5) }),
      fc.record({ type: fc.constant('capture' as const), who: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const listeners = new Listeners<number>();
        const model: number[] = [];
        const captured: { readonly there: readonly number[]; readonly then: readonly number[] }[] = [];
        for (const { type, who } of changes) {
          if (type === 'capture') captured.push({ there: listeners.capture(), then: [...model] });
          else if (type === 'remove' || !model.includes(who)) listeners[type](who);
          if (type === 'add' && !model.includes(who)) model.push(who);
          if (type === 'remove' && model.includes(who)) model.splice(model.indexOf(who), 1);
        }
        expect(listeners.size).toBe(model.length);
        expect(listeners.capture()).toEqual(model);
        for (const { there, then } of captured) expect(there).toEqual(then);
      }),
    );
  });
});
