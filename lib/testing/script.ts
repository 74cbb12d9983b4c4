import type { ObservableInput } from 'rxjs';
import { from, map } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import { OptionError, quote } from '../errors.js';

/** What the kit uses of the helpers that `TestScheduler.run` gives. */
export type MarbleHelpers = Pick<RunHelpers, 'hot' | 'cold'>;

/** What happens when: marbles whose letters are what happens, or what happens itself as a stream (or a list: now). */
export type Script<T> = string | ObservableInput<T>;

/** What the letters of a script stand for. */
export type Values<T> = Readonly<Record<string, T>>;

/** How one kind of script is played. */
export interface Part<T> {
  /** For error messages. */
  readonly name: string;
  /** What a letter stands for that has no value; undefined for nothing. */
  readonly letter: (letter: string) => T | undefined;
  readonly perform: (act: T) => void;
}

export type Play = <T>(part: Part<T>, script: Script<T>, values?: Values<T>) => void;

/** Plays scripts; `marbles` gives the letters of marbles in time. */
export const createPlay =
  (marbles: (script: string) => ObservableInput<string>): Play =>
  ({ name, letter: otherwise, perform }, script, values = {}) => {
    const meaning = (letter: string) => {
      const act = Object.hasOwn(values, letter) ? values[letter] : otherwise(letter);
      if (act === undefined) throw new OptionError(`${name} script`, `nothing is said of ${quote(letter)}`);
      return act;
    };
    const acts$ = typeof script === 'string' ? from(marbles(script)).pipe(map(meaning)) : from(script);
    acts$.subscribe(perform);
  };

/** The marbles of a test scheduler; where there is none, scripts have to be streams. */
export const marblesOf =
  (helpers: MarbleHelpers | undefined) =>
  (script: string): ObservableInput<string> => {
    if (helpers === undefined)
      throw new OptionError('helpers', 'needed for marbles: fakePusher(helpers) in TestScheduler.run');
    return helpers.hot(script);
  };
