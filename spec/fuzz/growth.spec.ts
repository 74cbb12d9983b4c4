import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

// Whoever chooses a text must not choose how long a regular expression looks at it.

interface Found {
  readonly where: string;
  readonly text: string;
}

/** These only see options, or a few bytes: long texts would take them a time that grows with the square. */
const TRUSTED = ['/\\/+$/', '/\\ufffd+$/'];

const literals = (file: string): readonly Found[] => {
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push({ where: file, text: node.text });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(`lib/${file}`, 'utf8'), ts.ScriptTarget.Latest));
  return found;
};
const expressions = readdirSync('lib', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap(literals)
  .filter(({ text }, i, all) => !TRUSTED.includes(text) && all.findIndex((one) => one.text === text) === i);

const compiled = (text: string): RegExp => {
  const end = text.lastIndexOf('/');
  // All matches, as `replace` looks for them.
  return new RegExp(text.slice(1, end), `${text.slice(end + 1).replace('g', '')}g`);
};

/** Pieces that the expression may take for its own, alone and in pairs. */
const pieces = (text: string): readonly string[] => {
  const words = text.match(/[A-Za-z_]{3,}|:\/\//g) ?? [];
  const signs = [...new Set(['a', '1', ' ', '.', ...text.replace(/\\[a-zA-Z]|[A-Za-z0-9]/g, '').split('')])].slice(
    0,
    16,
  );
  return [...words, ...signs, ...signs.flatMap((a) => signs.map((b) => a + b))];
};
/** How a text may begin to be nearly right. */
const openings = (text: string): readonly string[] => ['', ...(text.match(/[A-Za-z_]{3,}/g) ?? []), '1.', '/apps/'];

/** The least of some ms, for other work takes its turns too. */
const time = (expression: RegExp, text: string): number =>
  Math.min(
    ...[1, 2, 3].map(() => {
      const before = performance.now();
      text.replace(expression, '');
      return performance.now() - before;
    }),
  );

/** Whether a text four times as long takes far more than four times as long. Asked as soon as it can be measured. */
const explodes = (expression: RegExp, opening: string, piece: string): boolean => {
  // By small steps, for what grows exponentially would never be seen to end.
  for (let n = 16; n < 4_000; n = Math.ceil(n * 1.3)) {
    const text = `${opening}${piece.repeat(n)}\u0000`;
    const before = performance.now();
    text.replace(expression, '');
    if (performance.now() - before < 3) continue;
    const whole = time(expression, text);
    if (whole >= 3 && whole > 8 * time(expression, `${opening}${piece.repeat(n / 4)}\u0000`)) return true;
  }
  return false;
};

const culprit = (text: string): string | undefined => {
  const expression = compiled(text);
  for (const opening of openings(text))
    for (const piece of pieces(text)) if (explodes(expression, opening, piece)) return opening + piece;
  return undefined;
};

it.each(['/^(a+)+$/', '/(a|a)*b/', '/\\s+$/', '/[a-z]+:\\/\\/\\S*auth\\S*/gi'])('tells that %s explodes', (text) => {
  expect(culprit(text)).toBeDefined();
});

it('has found the regular expressions', () => {
  expect(expressions.length).toBeGreaterThan(30);
});

it.each(expressions)('takes a time that grows with the text: $text in $where', ({ text }) => {
  expect(culprit(text)).toBeUndefined();
});
