import type { Line } from './line.js';
import { bold, cyan, result } from './line.js';

interface Counts {
  readonly user_count?: number;
  readonly subscription_count?: number;
}

const cell = (count: number | undefined): string => (count === undefined ? '-' : String(count)).padStart(13);

/** Channels with their counts, in columns, as far as there are any. */
export const counted = (channels: Readonly<Record<string, Counts>>): readonly Line[] => {
  const entries = Object.entries(channels);
  const columns = (['user_count', 'subscription_count'] as const).filter((column) =>
    entries.some(([, counts]) => counts[column] !== undefined),
  );
  const width = columns.length === 0 ? 0 : Math.max(7, ...entries.map(([name]) => name.length));
  const titles = { user_count: 'users', subscription_count: 'subscriptions' };
  const head = bold(['channel'.padEnd(width), ...columns.map((column) => titles[column].padStart(13))].join('  '));
  const rows = entries.map(([name, counts]) => [
    cyan(name.padEnd(width)),
    columns.map((column) => `  ${cell(counts[column])}`).join(''),
  ]);
  return [...(columns.length > 0 ? [result(head)] : []), ...rows.map((row) => result(...row))];
};
