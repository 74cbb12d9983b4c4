import { TestScheduler } from 'rxjs/testing';
import type { RunHelpers } from 'rxjs/testing';
import { assertMarbles } from '../../lib/testing/index.js';

/** What is said of a spec that fails; undefined if it doesn't. */
const said = (spec: (helpers: RunHelpers) => void): string | undefined => {
  try {
    new TestScheduler(assertMarbles).run(spec);
    return undefined;
  } catch (error) {
    return `\n${(error as Error).message}\n`.replace(/ +$/gm, '');
  }
};

describe('assertMarbles', () => {
  it('says nothing of what is as expected', () => {
    expect(
      said(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('-a-(bc|)', { a: 1, b: { c: [2] }, c: new Map([[1, 2]]) });
        expectObservable(source).toBe('-a-(bc|)', { a: 1, b: { c: [2] }, c: new Map([[1, 2]]) });
        expectObservable(cold('-#', {}, new Error('e'))).toBe('-#', {}, expect.any(Error));
        expectSubscriptions(source.subscriptions).toBe('^--!');
      }),
    ).toBe(undefined);
  });

  it('draws both, and points at the first that differs', () => {
    expect(said(({ cold, expectObservable }) => expectObservable(cold('--a-b-|')).toBe('--a--b|'))).toBe(`
the stream is not as expected:
expected  --a--b|
received  --a-b-|
              ^ 4 ms
`);
  });

  it('gives letters to values, and says what they are', () => {
    expect(
      said(({ cold, expectObservable }) =>
        expectObservable(cold('-x-y', { x: { price: 1 }, y: { price: 3 } })).toBe('-x-y', {
          x: { price: 1 },
          y: { price: 2 },
        }),
      ),
    ).toBe(`
the stream is not as expected:
expected  -a-b
received  -a-c
             ^ 3 ms
a: {"price":1}
b: {"price":2}
c: {"price":3}
`);
  });

  it('keeps columns for groups, and writes long times', () => {
    expect(
      said(({ cold, expectObservable }) =>
        expectObservable(cold('-(ab) 1s c 1996ms d')).toBe('-a---- 1s c 1996ms (d|)'),
      ),
    ).toBe(`
the stream is not as expected:
expected  -a--- 1s -c 1995ms -(d|)
received  -(ab) 1s c- 1995ms d----
           ^ 1 ms
`);
  });

  it('points behind what is there, where something is missing', () => {
    expect(said(({ cold, expectObservable }) => expectObservable(cold('-a')).toBe('-a--b'))).toBe(`
the stream is not as expected:
expected  -a--b
received  -a---
              ^ 4 ms
`);
  });

  it('tells errors by what they say', () => {
    expect(
      said(({ cold, expectObservable }) =>
        expectObservable(cold('-#', {}, new TypeError('no'))).toBe('-#', {}, new Error('no')),
      ),
    ).toBe(`
the stream is not as expected:
expected  -#
received  -#
           ^ 1 ms
# expected: "[Error: no]"
# received: "[TypeError: no]"
`);
  });

  it('draws subscriptions, too', () => {
    expect(
      said(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('-');
        expectObservable(source, '--^---!');
        expectObservable(source, '---^');
        expectSubscriptions(source.subscriptions).toBe(['--^--!']);
      }),
    ).toBe(`
the subscriptions are not as expected:
expected  --^--!-
received  --^---!
received  ---^---
               ^ 5 ms
`);
  });

  it('cuts long values, and shows those that have no JSON', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const values = { a: 'x'.repeat(500), b: cyclic, c: () => 1, d: undefined, e: 10n, f: new Set([1]) };
    const text = said(({ cold, expectObservable }) => expectObservable(cold('abcdef', values)).toBe(''));
    expect(text).toContain(`a: "${'x'.repeat(199)}…`);
    expect(text).toMatch(/\nb: \[object Object\]\nc: .*=> ?1\nd: undefined\ne: "10"\nf: \[1\]\n/);
  });
});

describe('a difference', () => {
  const differenceOf = (received: string, values: Record<string, unknown>, expected: string, wanted: object) =>
    said(({ cold, expectObservable }) => expectObservable(cold(received, values)).toBe(expected, wanted));

  it.each<[string, unknown, string]>([
    ['expect.anything', expect.anything(), 'Anything'],
    ['expect.any', expect.any(Number), 'Any<Number>'],
    ['expect.objectContaining', expect.objectContaining({ price: 40 }), 'ObjectContaining {"price":40}'],
    ['expect.not.objectContaining', expect.not.objectContaining({ a: 1 }), 'ObjectNotContaining {"a":1}'],
    ['expect.arrayContaining', expect.arrayContaining([1, 'a']), 'ArrayContaining [1,"a"]'],
    ['expect.stringContaining', expect.stringContaining('tick'), 'StringContaining "tick"'],
    ['expect.stringMatching', expect.stringMatching(/^t.*k$/i), 'StringMatching /^t.*k$/i'],
    ['expect.closeTo', expect.closeTo(1.5, 2), 'NumberCloseTo 1.5 (2 digits)'],
    [
      'one in another',
      expect.objectContaining({ at: expect.any(Number) as number, in: [expect.anything()] }),
      'ObjectContaining {"at":Any<Number>,"in":[Anything]}',
    ],
    ['one in a value', { id: expect.any(String) as string }, '{"id":Any<String>}'],
    ['one in a Map', new Map([['a', expect.any(String) as string]]), '[["a",Any<String>]]'],
    [
      "jasmine's",
      { asymmetricMatch: () => false, jasmineToString: () => '<jasmine.any(Number)>' },
      '<jasmine.any(Number)>',
    ],
    ['one without words', { asymmetricMatch: () => false }, 'a matcher'],
    ['one without words, but a sample', { asymmetricMatch: () => false, sample: 7 }, 'a matcher 7'],
    [
      'one that cannot say',
      {
        asymmetricMatch: () => false,
        toAsymmetricMatcher: () => {
          throw new Error('no');
        },
      },
      '[object Object]',
    ],
  ])('shows matchers in their own words: %s', (_, matcher, text) => {
    const shown = differenceOf('-a', { a: text === 'Anything' ? null : [Symbol('unlike any')] }, '-a', { a: matcher });
    expect(shown).toContain(`\nexpected  -a\nreceived  -b\n`);
    expect(shown).toContain(`\na: ${text}\n`);
  });

  it('cuts a matcher that is long', () => {
    const shown = differenceOf('-a', { a: 0 }, '-a', { a: expect.stringContaining('x'.repeat(500)) as string });
    expect(shown).toMatch(/\na: StringContaining "x{182}…\n/);
  });

  it('shows what looks like a matcher in a string as the string that it is', () => {
    expect(differenceOf('-a', { a: 'Any<Number>' }, '-a', { a: expect.any(Number) as number })).toContain(
      '\na: Any<Number>\nb: "Any<Number>"\n',
    );
  });

  it('has a letter for each matcher, though one may equal another', () => {
    const wanted = {
      a: expect.anything() as unknown,
      b: expect.any(Object) as unknown,
      c: expect.objectContaining({ n: 1 }) as unknown,
    };
    const values = { a: 1, b: { n: 0 }, c: { n: 2 } };
    expect(differenceOf('-a-b-c', values, '-a-b-c', wanted)).toBe(`
the stream is not as expected:
expected  -a-b-c
received  -a-b-a
               ^ 5 ms
a: Anything
b: Any<Object>
c: ObjectContaining {"n":1}
`);
  });

  it('has one letter for two matchers that say the same', () => {
    const wanted = { a: expect.any(Number) as number, b: expect.any(Number) as number };
    expect(differenceOf('-a-b', { a: 1, b: 'no' }, '-a-b', wanted)).toBe(`
the stream is not as expected:
expected  -a-a
received  -a-b
             ^ 3 ms
a: Any<Number>
b: "no"
`);
  });

  it('shows matchers among errors', () => {
    const wanted = expect.objectContaining({ status: 403 }) as unknown;
    expect(
      said(({ cold, expectObservable }) => expectObservable(cold('-#', {}, { status: 401 })).toBe('-#', {}, wanted)),
    ).toContain('\n# expected: ObjectContaining {"status":403}\n# received: {"status":401}\n');
  });
});
