import type { ObservableInput } from 'rxjs';
import { from, map, tap } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import { OptionError } from '../errors.js';
import { quote } from '../text.js';
import { checkOptions, OBJECT } from '../option-rules.js';
import type { Rule } from '../option-rules.js';
import { show } from './show.js';

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
  /** What can happen; left out: anything. */
  readonly rule?: Rule;
}

export type Play = <T>(part: Part<T>, script: Script<T>, values?: Values<T>) => void;

/** Throws an `OptionError` that names the script, and says of what, if it is nothing that can happen. */
export const checkAct = (act: unknown, { name, rule }: Pick<Part<never>, 'name' | 'rule'>, of: string): void => {
  if (rule === undefined) return;
  const [accepts, expected, options] = rule;
  if (!accepts(act)) throw new OptionError(`${name} script`, `${of} is ${show(act)}, not ${expected}`);
  if (options !== undefined && OBJECT[0](act)) checkOptions(act as object, options, `${name} script, ${of}`);
};

/**
 * Plays scripts; `marbles` gives the letters of marbles in time. The values of letters are checked at once, whatever else
 * happens as it does: in a stream that fails.
 */
export const createPlay =
  (marbles: (script: string) => ObservableInput<string>): Play =>
  (part, script, values = {}) => {
    const meaning = (letter: string) => {
      const act = Object.hasOwn(values, letter) ? values[letter] : part.letter(letter);
      if (act === undefined) throw new OptionError(`${part.name} script`, `nothing is said of ${quote(letter)}`);
      return act;
    };
    if (typeof script === 'string') {
      for (const [letter, act] of Object.entries(values)) checkAct(act, part, quote(letter));
      from(marbles(script)).pipe(map(meaning)).subscribe(part.perform);
    } else {
      from(script)
        .pipe(tap((act) => checkAct(act, part, 'a value')))
        .subscribe(part.perform);
    }
  };

/** The marbles of a test scheduler; where there is none, scripts have to be streams. */
export const marblesOf =
  (helpers: MarbleHelpers | undefined) =>
  (script: string): ObservableInput<string> => {
    if (helpers === undefined)
      throw new OptionError('helpers', 'needed for marbles: fakePusher(helpers) in TestScheduler.run');
    return helpers.hot(script);
  };
