import * as fc from 'fast-check';
import { OptionError } from '../lib/errors.js';
import type { Rule } from '../lib/option-rules.js';
import {
  checkOptions,
  checkValue,
  COUNT,
  either,
  FLAG,
  FUNCTION,
  LIST,
  listOf,
  matching,
  needOptions,
  number,
  object,
  OBJECT,
  oneOf,
  PAUSE,
  PORT,
  TEXT,
  TIME,
} from '../lib/option-rules.js';

const refusal = (check: () => void): { readonly option: string; readonly reason: string } | undefined => {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof OptionError) return { option: error.option, reason: error.reason };
    throw error;
  }
};

const NESTED = {
  deep: object({ deeper: object({ flag: FLAG }) }),
  other: [...either(FUNCTION, OBJECT), { size: COUNT }] as const,
};

describe('checkOptions', () => {
  it.each<[unknown, string]>([
    [{ deep: { deeper: { flag: 1 } } }, 'deep.deeper.flag'],
    [{ deep: { deeper: { flog: true } } }, 'deep.deeper.flog'],
    [{ deep: { deeper: null } }, 'deep.deeper'],
    [{ deep: 1 }, 'deep'],
    [{ other: { size: 0 } }, 'other.size'],
    [{ other: 'x' }, 'other'],
  ])('names an option by its path: %j', (options, path) => {
    expect(refusal(() => checkOptions(options as never, NESTED, ''))).toMatchObject({ option: path });
    expect(refusal(() => checkOptions(options as never, NESTED, 'outer'))).toMatchObject({ option: `outer.${path}` });
  });

  it.each([
    {},
    { deep: {} },
    { deep: { deeper: {} } },
    { other: () => 1 },
    { other: { size: 1 } },
    { deep: undefined },
  ])('takes what is right, and what is left out: %p', (options) => {
    expect(refusal(() => checkOptions(options as never, NESTED, ''))).toBe(undefined);
  });

  it.each([null, undefined, 7, 'text'])('wants an object, not %p', (options) => {
    expect(refusal(() => checkOptions(options as never, NESTED, ''))).toEqual({
      option: 'options',
      reason: 'not an object',
    });
    expect(refusal(() => checkOptions(options as never, NESTED, 'outer'))).toMatchObject({ option: 'outer' });
  });

  it('asks why an option without a rule is refused; what does no harm has no reason', () => {
    const why = (name: string, value: unknown, usual: string) =>
      value === 'harmless' ? undefined : name === 'renamed' ? 'is named flag here' : usual;
    const check = (options: object) => refusal(() => checkOptions(options as never, { flag: FLAG }, 'a', why));
    expect(check({ whatever: 'harmless' })).toBe(undefined);
    expect(check({ renamed: 1 })).toEqual({ option: 'a.renamed', reason: 'is named flag here' });
    expect(check({ flags: 1 })).toEqual({ option: 'a.flags', reason: 'no such option; did you mean flag?' });
  });

  it('knows no option by what objects inherit', () => {
    for (const name of ['toString', 'constructor', '__proto__', 'hasOwnProperty']) {
      const options = JSON.parse(`{"${name}":1}`) as never;
      expect(refusal(() => checkOptions(options, { flag: FLAG }, ''))).toMatchObject({ option: name });
    }
  });

  it('names every option there is where none is alike, as long as they are few', () => {
    const rules = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`option${i}`, FLAG]));
    const reason = (count: number) => refusal(() => checkOptions({ zzz: 1 } as never, rules(count), ''))?.reason;
    expect(reason(3)).toBe('no such option; did you mean option0 or option1 or option2?');
    expect(reason(30)).toBe('no such option');
  });

  it('suggests a name that there is, whatever was written', () => {
    const names = ['cluster', 'wsHost', 'wsPort', 'forceTLS', 'activityTimeout', 'channelAuthorization'];
    const rules = Object.fromEntries(names.map((name) => [name, FLAG]));
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        fc.pre(!names.includes(name));
        const { option, reason } = refusal(() => checkOptions({ [name]: 1 }, rules, ''))!;
        expect(option).toBe(name);
        const [, suggested = ''] = /^no such option; did you mean (.*)\?$/.exec(reason) ?? [];
        expect(names).toEqual(expect.arrayContaining(suggested.split(' or ')));
      }),
    );
  });

  it('finds a name again of which a letter is missing, doubled, another one, in the other case or after the next one', () => {
    const names = ['cluster', 'wsHost', 'forceTLS', 'activityTimeout', 'channelAuthorization', 'WebSocketCtor'];
    const rules = Object.fromEntries(names.map((name) => [name, FLAG]));
    const spoil = [
      (name: string, i: number) => name.slice(0, i) + name.slice(i + 1),
      (name: string, i: number) => name.slice(0, i) + name.slice(i, i + 1) + name.slice(i),
      (name: string, i: number) => `${name.slice(0, i)}z${name.slice(i + 1)}`,
      (name: string, i: number) =>
        name.slice(0, i) + name.slice(i + 1, i + 2) + name.slice(i, i + 1) + name.slice(i + 2),
      (name: string, i: number) =>
        name.replace(/[a-z]/gi, (letter, at: number) =>
          at !== i ? letter : letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
        ),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.constantFrom(...spoil), (name, at, mistake) => {
        const written = mistake(name, at % name.length);
        fc.pre(written !== name);
        const { reason } = refusal(() => checkOptions({ [written]: 1 }, rules, ''))!;
        const [, meant = ''] = /did you mean (.*)\?$/.exec(reason) ?? [];
        expect(meant.split(' or ')).toContain(name);
        expect(meant.split(' or ').length).toBeLessThan(3);
      }),
    );
  });
});

describe('a rule', () => {
  const cases: Readonly<Record<string, readonly [rule: Rule, right: readonly unknown[], wrong: readonly unknown[]]>> = {
    TEXT: [TEXT, ['a'], ['', 1, null, ['a']]],
    PORT: [PORT, [1, 65_535], [0, 65_536, 1.5, '80', NaN, Infinity, null]],
    TIME: [TIME, [0.5, 1, 2 ** 31 - 1], [0, -1, 2 ** 31, NaN, Infinity, '1', null]],
    PAUSE: [PAUSE, [0, 1, 2 ** 31 - 1], [-1, 2 ** 31, NaN, '1', null]],
    COUNT: [COUNT, [1, 1e9, Infinity], [0, 1.5, -Infinity, NaN, '1', null]],
    FLAG: [FLAG, [true, false], [0, 'true', null]],
    FUNCTION: [FUNCTION, [() => 1, Date], [{}, 'f', null]],
    OBJECT: [OBJECT, [{}, []], [null, 'o', () => 1]],
    LIST: [LIST, [[], [1]], [{}, 'l', null]],
    number: [number(2), [2, Infinity], [1, NaN, '2', null]],
    'number within limits': [number(2, 3), [2, 2.5, 3], [1, 4, Infinity]],
    either: [either(FLAG, TEXT), [true, 'a'], ['', 1]],
    oneOf: [oneOf('a', 'b'), ['a', 'b'], ['c', '', null, ['a']]],
    matching: [matching(/^a+$/, 'as'), ['aa'], ['b', ['a'], null]],
    listOf: [listOf(TEXT), [[], ['a']], [[''], ['a', 1], 'a', {}]],
  };
  it.each(Object.entries(cases))(
    '%s accepts what is right, and says of anything else what it is not',
    (_, [rule, right, wrong]) => {
      for (const value of right) expect(refusal(() => checkValue(value, rule, 'x'))).toBe(undefined);
      for (const value of wrong)
        expect(refusal(() => checkValue(value, rule, 'x'))).toEqual({ option: 'x', reason: `not ${rule[1]}` });
    },
  );
});

describe('needOptions', () => {
  it('names the first that is missing', () => {
    expect(refusal(() => needOptions({ a: 1, b: undefined, c: undefined }, ['a', 'b', 'c'], 'x[0]'))).toEqual({
      option: 'x[0].b',
      reason: 'missing',
    });
    expect(refusal(() => needOptions({ a: 0 }, ['a'], 'x'))).toBe(undefined);
  });
});
