import fc from 'fast-check';
import { Listeners } from '../../lib/rx/listeners.js';

describe('a hub', () => {
  it('gives its listeners in the order in which they came', () => {
    const hub = new Listeners<string>();
    hub.add('a');
    hub.add('b');
    hub.add('c');
    hub.remove('b');
    expect(hub.capture()).toEqual(['a', 'c']);
    expect(hub.size).toBe(2);
  });

  it('leaves alone whoever never joined', () => {
    const hub = new Listeners<string>();
    hub.add('a');
    hub.remove('b');
    expect(hub.capture()).toEqual(['a']);
  });

  it('removes one of two equal listeners at a time', () => {
    const hub = new Listeners<string>();
    hub.add('a');
    hub.add('a');
    hub.remove('a');
    expect(hub.capture()).toEqual(['a']);
  });

  it('is not copied by captures without a change between them', () => {
    const hub = new Listeners<string>();
    hub.add('a');
    hub.add('b');
    expect(hub.capture()).toBe(hub.capture());
  });

  it('never changes what was captured, whoever joins and leaves later', () => {
    const change = fc.oneof(
      fc.record({ type: fc.constant('add' as const), who: fc.nat(5) }),
      fc.record({ type: fc.constant('remove' as const), who: fc.nat(5) }),
      fc.record({ type: fc.constant('capture' as const), who: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const hub = new Listeners<number>();
        const model: number[] = [];
        const captured: { readonly there: readonly number[]; readonly then: readonly number[] }[] = [];
        for (const { type, who } of changes) {
          if (type === 'capture') captured.push({ there: hub.capture(), then: [...model] });
          else hub[type](who);
          if (type === 'add') model.push(who);
          if (type === 'remove' && model.includes(who)) model.splice(model.indexOf(who), 1);
        }
        expect(hub.size).toBe(model.length);
        expect(hub.capture()).toEqual(model);
        for (const { there, then } of captured) expect(there).toEqual(then);
      }),
    );
  });
});
