import { of } from 'rxjs';
import { OptionError } from '../../lib/errors.js';
import { createPlay } from '../../lib/testing/script.js';

const part = (heard: unknown[]) => ({
  name: 'numbers',
  letter: (letter: string) => (letter === 'x' ? undefined : letter.length),
  perform: (act: number) => void heard.push(act),
});

describe('a script', () => {
  it('reads a letter by its value, or by what it stands for by itself', () => {
    const heard: unknown[] = [];
    const play = createPlay((marbles) => marbles.split(''));
    play(part(heard), 'abc', { b: 7 });
    expect(heard).toEqual([1, 7, 1]);
  });

  it('may be a stream of what happens, or a list', () => {
    const heard: unknown[] = [];
    const play = createPlay(() => []);
    play(part(heard), of(1, 2));
    play(part(heard), [3]);
    expect(heard).toEqual([1, 2, 3]);
  });

  it('names a letter that stands for nothing, whatever objects inherit', () => {
    jest.useFakeTimers();
    try {
      createPlay(() => ['x'])(part([]), 'x');
      expect(() => jest.runAllTimers()).toThrow(new OptionError('numbers script', 'nothing is said of "x"'));
      createPlay(() => ['toString'])({ ...part([]), letter: () => undefined }, 'x');
      expect(() => jest.runAllTimers()).toThrow('toString');
    } finally {
      jest.useRealTimers();
    }
  });
});
