/** A symbol at a time. */
export interface Mark {
  readonly frame: number;
  readonly symbol: string;
}

/** A line of marbles. */
export interface Row {
  readonly name: string;
  readonly marks: readonly Mark[];
}

// Up to so many frames are drawn, longer times are written.
const DRAWN = 20;

const gap = (frames: number): string =>
  frames <= DRAWN ? '-'.repeat(Math.max(0, frames)) : frames % 1_000 === 0 ? ` ${frames / 1_000}s ` : ` ${frames}ms `;

/** What happens at one time: a group where it is more than one thing. */
const cell = ({ marks }: Row, frame: number): string => {
  const symbols = marks.filter((mark) => mark.frame === frame).map(({ symbol }) => symbol);
  return symbols.length > 1 ? `(${symbols.join('')})` : symbols.join('');
};

/** Draws rows one below the other, what happens at the same time in one column; the last line points at a time. */
export const diagram = (rows: readonly Row[], at: number): readonly string[] => {
  const frames = [...new Set([at, ...rows.flatMap(({ marks }) => marks.map(({ frame }) => frame))])];
  const indent = Math.max(...rows.map(({ name }) => name.length)) + 2;
  const lines = rows.map(({ name }) => name.padEnd(indent));
  let pointer = '';
  let now = 0;
  for (const frame of frames.sort((a, b) => a - b)) {
    const cells = rows.map((row) => cell(row, frame));
    const width = Math.max(...cells.map(({ length }) => length));
    const before = gap(frame - now);
    if (frame === at) pointer = `${' '.repeat((lines[0] ?? '').length + before.length)}^ ${at} ms`;
    for (const [i, text] of cells.entries()) lines[i] = `${lines[i] ?? ''}${before}${text.padEnd(width, '-')}`;
    now = frame + width;
  }
  return [...lines, pointer];
};
