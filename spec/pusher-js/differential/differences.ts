import type { Line, Played } from './play.js';

// What is meant to differ: docs/pusher-js.md has the reasons. Everything else has to be the same.

/** Twice for one close; and shapes differ, of which the code is left. */
const errorsOnce = (lines: readonly Line[]): readonly Line[] =>
  lines.filter(
    ({ source, text }, i) => source !== 'connection' || !text.startsWith('error') || lines[i - 1]?.text !== text,
  );

/** The server repeats the last event of a cache channel at each subscription; here it is heard once. */
const isCache = ({ source }: Line) => source.startsWith('cache-d');

/** After a reconnect the sign-in is asked for after the channels, not before. */
const apart = ({ source, text }: Line): string =>
  text.includes('pusher:signin_success') ? `${source}, of the sign-in` : source;

const bySource = (lines: readonly Line[]): Record<string, readonly string[]> => {
  const sorted: Record<string, string[]> = {};
  for (const line of lines) (sorted[`${String(line.turn).padStart(2, '0')} ${apart(line)}`] ??= []).push(line.text);
  return sorted;
};

/** What has to be the same of a program that was played. */
export const comparable = ({ lines, rests }: Played, until: number): unknown => {
  const before = lines.filter(({ turn }) => turn < until);
  return {
    rests: rests.slice(0, until + 1),
    lines: bySource(errorsOnce(before.filter((line) => !isCache(line)))),
  };
};
