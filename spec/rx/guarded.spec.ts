import { config } from 'rxjs';
import { guarded } from '../../lib/rx/guarded.js';

describe('what is guarded', () => {
  it('is done, and what it throws is reported later, as rxjs reports what a listener throws', () => {
    jest.useFakeTimers();
    const thrown: unknown[] = [];
    config.onUnhandledError = (error) => thrown.push(error);
    const done: string[] = [];
    guarded(() => done.push('one'));
    guarded(() => {
      done.push('other');
      throw new Error('mine');
    });
    expect([done, thrown]).toEqual([['one', 'other'], []]);
    jest.runAllTimers();
    expect(thrown).toEqual([new Error('mine')]);
    config.onUnhandledError = null;
    jest.useRealTimers();
  });
});
