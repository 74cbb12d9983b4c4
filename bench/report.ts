import type { Row, Target } from './harness.js';

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

/** Whether a value is where it should be; if not, by which share of the target it is off. */
export const judged = (value: number, target: Target): { readonly reached: boolean; readonly off: number } => {
  const off =
    'atLeast' in target ? (target.atLeast - value) / target.atLeast : (value - target.atMost) / (target.atMost || 1);
  return { reached: off <= 0, off };
};

const number = (value: number, unit: string | undefined): string =>
  unit === undefined
    ? value.toFixed(value < 10 ? 2 : 1)
    : `${value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 })} ${unit}`;

const judgement = ({ value, unit, target }: Row): readonly [verdict: string, bound: string] => {
  if (target === undefined) return ['', ''];
  const { reached, off } = judged(value, target);
  const bound = 'atLeast' in target ? `≥ ${number(target.atLeast, unit)}` : `≤ ${number(target.atMost, unit)}`;
  return reached ? ['reached', bound] : ['missed', `${bound}, off by ${percent(off)}`];
};

/** The rows of a bench as text: what is to be reached first, then other ratios, then the figures they come from. */
export const table = (bench: string, rows: readonly Row[]): string => {
  const rank = ({ unit, target }: Row) => (target !== undefined ? 0 : unit === undefined ? 1 : 2);
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = [...rows]
    .sort((a, b) => rank(a) - rank(b))
    .map((row) => {
      const [verdict, bound] = judgement(row);
      return `  ${verdict.padEnd(7)}  ${row.name.padEnd(width)}  ${number(row.value, row.unit).padStart(12)}  ${bound}`.trimEnd();
    });
  return [bench, ...lines, ''].join('\n');
};

/** The same for a program. */
export const json = (results: ReadonlyMap<string, readonly Row[]>): string =>
  JSON.stringify(
    {
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      benches: Object.fromEntries(
        [...results].map(([bench, rows]) => [
          bench,
          rows.map((row) => (row.target === undefined ? row : { ...row, ...judged(row.value, row.target) })),
        ]),
      ),
    },
    null,
    2,
  );
