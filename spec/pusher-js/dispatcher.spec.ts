import fc from 'fast-check';
import PusherJs from 'pusher-js';
import { Dispatcher } from '../../lib/pusher-js/dispatcher.js';
import { runs } from '../fuzz/runs.js';

const Theirs = (() => {
  const client = new PusherJs('key', { cluster: '', wsHost: '127.0.0.1', wsPort: 1, forceTLS: false });
  client.disconnect();
  return client.global_emitter.constructor as new () => Dispatcher;
})();

type Step = readonly ['bind' | 'unbind' | 'emit' | 'bind_global' | 'unbind_global' | 'unbind_all', ...unknown[]];

const event = fc.constantFrom('a', 'b', '__proto__', 'constructor', '');
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const handler = fc.integer({ min: 0, max: 3 });
const context = fc.integer({ min: 0, max: 1 });
const step = fc.oneof(
  fc.tuple(fc.constant('bind'), event, handler, some(context)),
  fc.tuple(fc.constant('unbind'), some(event), some(handler), some(context)),
  fc.tuple(fc.constant('emit'), event, fc.constantFrom<unknown>(undefined, 0, '', 1, { x: 1 }, null), fc.boolean()),
  fc.tuple(fc.constant('bind_global'), handler),
  fc.tuple(fc.constant('unbind_global'), some(handler)),
  fc.tuple(fc.constant('unbind_all')),
) as unknown as fc.Arbitrary<Step>;

/** Plays steps; while an event is told, handlers do what is in `meanwhile`, once each. */
const play = (dispatcher: Dispatcher, steps: readonly Step[], meanwhile: readonly Step[]): readonly unknown[] => {
  const seen: unknown[] = [];
  const contexts = [{ context: 0 }, { context: 1 }];
  const rest = [...meanwhile];
  const handlers = [0, 1, 2, 3].map(
    (number) =>
      function (this: unknown, ...args: unknown[]) {
        seen.push([number, contexts.indexOf(this as (typeof contexts)[0]), args]);
        const next = rest.shift();
        if (next !== undefined) act(next);
      },
  );
  const act = ([name, first, second, third]: Step): void => {
    if (name === 'bind') dispatcher.bind(first as string, handlers[second as number]!, contexts[third as number]);
    else if (name === 'unbind')
      dispatcher.unbind(first as string, handlers[second as number], contexts[third as number]);
    else if (name === 'emit') dispatcher.emit(first as string, second, third ? { user_id: 'u' } : undefined);
    else if (name === 'bind_global') dispatcher.bind_global(handlers[first as number]!);
    else if (name === 'unbind_global') dispatcher.unbind_global(handlers[first as number]);
    else dispatcher.unbind_all();
  };
  steps.forEach(act);
  return seen;
};

describe('a dispatcher', () => {
  it('calls the handlers that that of pusher-js calls, with the same, in the same order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        expect(play(new Dispatcher(), steps, [])).toEqual(play(new Theirs(), steps, []));
      }),
      runs(300),
    );
  });

  // Those of all events are left out: pusher-js passes over one where another is taken out while they are told.
  it('does so too when handlers bind, unbind and emit while an event is told', () => {
    const quiet = step.filter(([name]) => !['unbind_global', 'unbind_all'].includes(name));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.array(quiet, { maxLength: 6 }), (steps, meanwhile) => {
        expect(play(new Dispatcher(), steps, meanwhile)).toEqual(play(new Theirs(), steps, meanwhile));
      }),
      runs(300),
    );
  });

  it('goes on where a handler throws, and has the error uncaught', () => {
    jest.useFakeTimers();
    const seen: string[] = [];
    const wrong = () => {
      throw new Error('mine');
    };
    new Dispatcher()
      .bind_global(wrong)
      .bind_global(() => seen.push('all'))
      .bind('e', wrong)
      .bind('e', () => seen.push('e'))
      .emit('e');
    expect(seen).toEqual(['all', 'e']);
    expect(() => jest.runOnlyPendingTimers()).toThrow('mine');
    jest.useRealTimers();
  });
});
