import * as fc from 'fast-check';
import type { Line, Rest } from '../../lib/http/framing.js';
import { linesOf, NOTHING, readLine, sending } from '../../lib/http/framing.js';
import { sentFrames } from '../../lib/sandbox/http/target.js';

const bytes = (text: string) => new TextEncoder().encode(text);

/** All lines of an answer that comes in these chunks, and what is left at its end. */
const read = (chunks: readonly Uint8Array[]): readonly [string[], Rest] => {
  const all: string[] = [];
  let rest = NOTHING;
  for (const chunk of chunks) {
    const [lines, next] = linesOf(rest, chunk);
    all.push(...lines);
    rest = next;
    // Whoever reads a stream may use its buffer again.
    chunk.fill(63);
  }
  return [all, rest];
};

/** An answer, cut at these places. */
const cut = (whole: Uint8Array, places: readonly number[]): Uint8Array[] => {
  const at = [0, ...places.map((place) => place % (whole.length + 1)).sort((a, b) => a - b), whole.length];
  return at.slice(1).map((end, i) => whole.slice(at[i], end));
};

// Of every plane: one to four bytes in UTF-8, and newlines, quotes and halves of pairs, which JSON escapes.
const text = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('\n', '"', '\\', '\ud800', 'é', '€', '😀'),
  ),
});

const line: fc.Arbitrary<readonly [string, Line]> = fc.oneof(
  fc.constant(['o', { type: 'open', hostname: undefined }] as const),
  fc.constant(['o{"hostname":"b"}', { type: 'open', hostname: 'b' }] as const),
  fc.nat(3_000).map((n) => ['h'.repeat(n + 1), { type: 'heartbeat' }] as const),
  fc.array(text).map((texts) => [`a${JSON.stringify(texts)}`, { type: 'frames', texts }] as const),
  text.map((one) => [`m${JSON.stringify(one)}`, { type: 'frames', texts: [one] }] as const),
  fc
    .tuple(fc.integer({ min: 1000, max: 4999 }), text)
    .map(([code, reason]) => [`c${JSON.stringify([code, reason])}`, { type: 'close', code, reason }] as const),
);

describe('The lines of an answer', () => {
  it('are what was written, in order, wherever the chunks are cut', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 12 }), (written, places) => {
        const whole = bytes(written.map(([words]) => `${words}\n`).join(''));
        const [lines, rest] = read(cut(whole, places));
        expect(lines.map(readLine)).toEqual(written.map(([, right]) => ({ _tag: 'Right', right })));
        expect(rest).toEqual(NOTHING);
      }),
    );
  });

  it('are the same one byte at a time: no character is cut in two', () => {
    const whole = bytes('a["é€😀"]\nm"\\u0000\\ud83d"\n');
    const [lines] = read(cut(whole, [...whole.keys()]));
    expect(lines).toEqual(['a["é€😀"]', 'm"\\u0000\\ud83d"']);
  });

  it('leave what has no end yet, and how much it is', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 6 }), (left, places) => {
        const rest = bytes(left.replaceAll('\n', ''));
        const [lines, { pieces, size }] = read(cut(new Uint8Array([...bytes('h\n'), ...rest]), places));
        expect([lines, size, pieces.reduce((sum, { length }) => sum + length, 0)]).toEqual([
          ['h'],
          rest.length,
          rest.length,
        ]);
      }),
    );
  });
});

describe('A line', () => {
  it.each<[string, Line]>([
    ['o', { type: 'open', hostname: undefined }],
    ['o{}', { type: 'open', hostname: undefined }],
    ['o{"hostname":"b.example"}', { type: 'open', hostname: 'b.example' }],
    ['o{"hostname":7}', { type: 'open', hostname: undefined }],
    ['o{"hostname":""}', { type: 'open', hostname: undefined }],
    ['h', { type: 'heartbeat' }],
    ['hhhh', { type: 'heartbeat' }],
    ['a[]', { type: 'frames', texts: [] }],
    ['a["{}",{"event":"x"}]', { type: 'frames', texts: ['{}', { event: 'x' }] }],
    ['m"{}"', { type: 'frames', texts: ['{}'] }],
    ['mnull', { type: 'frames', texts: [null] }],
    ['c[4200,"again"]', { type: 'close', code: 4200, reason: 'again' }],
    ['c[1000]', { type: 'close', code: 1000, reason: '' }],
    ['c[1000,7]', { type: 'close', code: 1000, reason: '' }],
  ])('%s is understood', (words, right) => expect(readLine(words)).toEqual({ _tag: 'Right', right }));

  it.each(['', '<html>', 'a{}', 'a["', 'm', 'm"', 'c', 'c[]', 'c["x"]', 'c{}', 'c[1.5]', 'onull', 'o[', 'x[]', ' h'])(
    '%j says nothing',
    (words) => expect(readLine(words)).toEqual({ _tag: 'Left', left: words }),
  );

  it('is never a reason to throw', () => {
    fc.assert(
      fc.property(fc.constantFrom('', 'o', 'a', 'm', 'h', 'c'), text, (kind, rest) => {
        expect(['Left', 'Right']).toContain(readLine(kind + rest)._tag);
      }),
    );
  });
});

describe('What is sent', () => {
  it('is read by the server as it was written', () => {
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        expect(sentFrames(sending(texts))).toEqual(texts);
      }),
    );
  });
});
