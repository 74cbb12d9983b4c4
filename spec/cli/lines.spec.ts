import * as fc from 'fast-check';
import type { InputLine } from '../../lib/cli/lines.js';
import { createLines } from '../../lib/cli/lines.js';

const linesOf = (pieces: readonly (Uint8Array | string)[], most?: number): readonly InputLine[] => {
  const { push, end } = createLines(most);
  return [...pieces.flatMap((piece) => push(Buffer.from(piece))), ...end()];
};
const texts = (pieces: readonly (Uint8Array | string)[], most?: number) =>
  linesOf(pieces, most).map(({ text }) => (text._tag === 'Right' ? text.right : text));
const left = (reason: string) => ({ _tag: 'Left', left: reason });

describe('the lines of an input', () => {
  it.each<[string, readonly (Uint8Array | string)[], readonly unknown[]]>([
    ['nothing', [], []],
    ['a line without an end', ['a'], ['a']],
    ['a line with one', ['a\n'], ['a']],
    ['empty lines', ['\n\na\n'], ['', '', 'a']],
    ['a line in pieces', ['a', 'b', '\nc'], ['ab', 'c']],
    ['a letter in pieces', [Buffer.from('ü').subarray(0, 1), Buffer.from('ü').subarray(1)], ['ü']],
    ['line feeds alone as ends', ['a\u2028b\u2029c\u0085d\re\n'], ['a\u2028b\u2029c\u0085d\re']],
    ['lines of Windows', ['a\r\nb\r\n'], ['a\r', 'b\r']],
    ['a byte order mark as nothing', ['\ufeffa\nb'], ['a', 'b']],
    ['the marks of files put one behind the other', ['\ufeffa\n\ufeffb'], ['a', 'b']],
    ['a mark in pieces', [Buffer.of(0xef), Buffer.of(0xbb), Buffer.of(0xbf, 0x61)], ['a']],
    ['one mark, and not a second', ['\ufeff\ufeffa'], ['\ufeffa']],
    ['bytes that are no text', [Buffer.of(0x61, 0xff, 10), 'b'], [left('not UTF-8'), 'b']],
    ['half a letter', [Buffer.from('ü').subarray(0, 1)], [left('not UTF-8')]],
    ['UTF-16 of Windows', [Buffer.from('\ufeff{}\n', 'utf16le')], [left('not UTF-8'), '\0']],
  ])('are, of %s', (_, pieces, expected) => {
    expect(texts(pieces)).toEqual(expected);
  });

  it('are numbered from 1', () => {
    expect(linesOf(['a\n\nb\nc']).map(({ line }) => line)).toEqual([1, 2, 3, 4]);
  });

  it('are no longer than what is kept of one, and the next is a line again', () => {
    const tooLong = left('longer than 5 bytes');
    expect(texts(['12345\n123456\n12345'], 5)).toEqual(['12345', tooLong, '12345']);
    expect(texts(['123', '456', '7890', '\nnext'], 5)).toEqual([tooLong, 'next']);
    expect(texts(['123456'], 5)).toEqual([tooLong]);
  });

  it('are the same in whatever pieces they come', () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\n\ufeff]/g, ''));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(7), { minLength: 1 }), (lines, sizes) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        const pieces: Uint8Array[] = [];
        for (let at = 0, i = 0; at < bytes.length; i += 1) {
          const size = (sizes[i % sizes.length] ?? 0) + 1;
          pieces.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect(texts(pieces)).toEqual(lines);
      }),
    );
  });
});
