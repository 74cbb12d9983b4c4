import { bold, note, progress, result, screen } from '../../lib/cli/line.js';
import type { Line } from '../../lib/cli/line.js';
import { createTerminal } from '../../lib/cli/terminal.js';

const written = (lines: readonly Line[], tty: { columns?: number; rows?: number; colours?: boolean } | undefined) => {
  const text = { stdout: '', stderr: '' };
  const output = (to: Line['to']) => ({
    write: (more: string) => (text[to] += more),
    ...(tty === undefined ? {} : { isTTY: true, columns: tty.columns ?? 0, rows: tty.rows ?? 0 }),
    hasColors: () => tty?.colours ?? false,
  });
  lines.forEach(createTerminal({ stdout: output('stdout'), stderr: output('stderr') }));
  return text;
};

describe('the terminal', () => {
  it('colours only where there are colours', () => {
    const line = result('a ', bold('b'));
    expect(written([line], undefined).stdout).toBe('a b\n');
    expect(written([line], {}).stdout).toBe('a b\n');
    expect(written([line], { colours: true }).stdout).toBe('a \u001b[1mb\u001b[22m\n');
  });

  it('shows what it is told not to obey', () => {
    expect(written([result('\u001b[2J\n', bold('\u009b'))], { colours: true }).stdout).toBe(
      '\\u001b[2J\\u000a\u001b[1m\\u009b\u001b[22m\n',
    );
  });

  it('keeps what is live out of pipes', () => {
    expect(written([progress('1 of 2'), result('done')], undefined)).toEqual({ stdout: 'done\n', stderr: '' });
  });

  it('puts what is live in the place of what was', () => {
    expect(written([screen([['one'], ['two']]), screen([['three']])], {}).stdout).toBe(
      'one\ntwo\n\u001b[2A\u001b[Jthree\n',
    );
  });

  it('keeps what is live below everything else', () => {
    expect(written([progress('1 of 2'), note('careful')], {}).stderr).toBe(
      '1 of 2\n\u001b[1A\u001b[Jcareful\n1 of 2\n',
    );
  });

  it('makes what is live fit, so that it can be taken away again', () => {
    const rows = [['abc', bold('def')], ['x'], ['y'], ['z']];
    expect(written([screen(rows)], { columns: 5, rows: 4 }).stdout).toBe('abcd\nx\n…\n');
    expect(written([result('abcdefgh')], { columns: 5 }).stdout).toBe('abcdefgh\n');
  });
});
