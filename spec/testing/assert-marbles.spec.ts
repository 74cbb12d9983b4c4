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
