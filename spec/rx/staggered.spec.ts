import type { Observable } from 'rxjs';
import { staggered } from '../../lib/rx/staggered.js';
import { virtually } from '../support/virtual.js';

const OPTIONS = {
  after: 5,
  isFinal: (error: unknown) => error === 'final',
  failure: (errors: readonly unknown[]) => errors.join(),
};

describe('staggered', () => {
  it.each([
    {
      what: 'tries the first alone where it has a value in time',
      sources: ['--a--b|', '-x'],
      subscriptions: ['^-----!', ''],
      expected: '--a--b|',
    },
    {
      what: 'tries the next beside one that is silent, and leaves the rest when one has a value',
      sources: ['-------------', '--b--c|', '-x'],
      subscriptions: ['^------!', '-----^-----!', ''],
      expected: '-------b--c|',
    },
    {
      what: 'tries all, one after another, while they are silent',
      sources: ['--------------', '-----------', '--c'],
      subscriptions: ['^-----------!', '-----^------!', '----------^'],
      expected: '------------c',
    },
    {
      what: 'hears the first that has been silent for long, where it comes before the others',
      sources: ['--------a---b|', '-------x'],
      subscriptions: ['^------------!', '-----^--!'],
      expected: '--------a---b|',
    },
    {
      what: 'tries the next at once where the one before has failed',
      sources: ['--#', '-b|', '-x'],
      subscriptions: ['^-!', '--^-!', ''],
      expected: '---b|',
    },
    {
      what: 'waits for no failure of one that is no longer the last',
      sources: ['-------#', '---------b|'],
      subscriptions: ['^------!', '-----^---------!'],
      expected: '--------------b|',
    },
    {
      what: 'fails when all have failed, with all that they said',
      sources: ['--#', '---#', '-#'],
      subscriptions: ['^-!', '--^--!', '-----^!'],
      expected: '------#',
      error: 'error,error,error',
    },
    {
      what: 'waits for one that is slow to fail, though the others have',
      sources: ['----------#', '-#'],
      subscriptions: ['^---------!', '-----^!'],
      expected: '----------#',
      error: 'error,error',
    },
    {
      what: 'fails when the one it has chosen does',
      sources: ['--a--#', '-x'],
      subscriptions: ['^----!', ''],
      expected: '--a--#',
      error: 'error',
    },
  ])('$what', ({ sources, subscriptions, expected, error }) =>
    virtually(({ cold, expectObservable, expectSubscriptions }) => {
      const all = sources.map((marbles) => cold(marbles));
      expectObservable(staggered(all as Observable<string>[], OPTIONS)).toBe(expected, undefined, error);
      all.forEach((source, i) => expectSubscriptions(source.subscriptions).toBe(subscriptions[i] || []));
    }),
  );

  it('fails at once where there is no sense in trying the others', () =>
    virtually(({ cold, expectObservable, expectSubscriptions }) => {
      const [one, other] = [cold('-------#', undefined, 'final'), cold('----------b')];
      expectObservable(staggered([one, other], OPTIONS)).toBe('-------#', undefined, 'final');
      expectSubscriptions(one.subscriptions).toBe('^------!');
      expectSubscriptions(other.subscriptions).toBe('-----^-!');
    }));

  it('leaves all when it is left', () =>
    virtually(({ cold, expectObservable, expectSubscriptions }) => {
      const [one, other] = [cold('-----------'), cold('-----------')];
      expectObservable(staggered([one, other], OPTIONS), '^------!').toBe('');
      expectSubscriptions(one.subscriptions).toBe('^------!');
      expectSubscriptions(other.subscriptions).toBe('-----^-!');
    }));

  it('begins anew for each subscriber', () =>
    virtually(({ cold, expectObservable }) => {
      const all = staggered([cold('-#'), cold('-b|')], OPTIONS);
      expectObservable(all).toBe('--b|');
      expectObservable(all, '---^').toBe('-----b|');
    }));
});
