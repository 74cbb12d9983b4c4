import { fork } from 'node:child_process';

/** What a figure is to reach. */
export type Target = { readonly atLeast: number } | { readonly atMost: number };

export interface Row {
  readonly name: string;
  readonly value: number;
  /** Default: a ratio. */
  readonly unit?: string;
  readonly target?: Target;
}

export interface Options {
  /** Everything once and briefly: shows that the benches still run, and nothing more. */
  readonly short: boolean;
}

export type Bench = (options: Options) => Promise<readonly Row[]>;

export const ratio = (name: string, value: number, target?: Target): Row => ({
  name,
  value,
  ...(target && { target }),
});
export const figure = (name: string, value: number, unit: string, target?: Target): Row => ({
  ...ratio(name, value, target),
  unit,
});

/** The value in the middle, or at another share of the way up. */
export const quantile = (values: readonly number[], share = 0.5): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? NaN;

/** CPU time (ns) of this process since `start`, all threads of it. */
export const cpuSince = (start: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(start);
  return (user + system) * 1_000;
};

/** Resolves once it is so; looks every turn of the event loop. */
export const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
};

/** Does something so many times. */
export type Subject = (count: number) => unknown;

/** How often: each subject `count` times a round, after rounds that only warm up. */
export interface Turns {
  readonly rounds: number;
  readonly warmUp: number;
  readonly count: number;
}

/** The usual turns of a bench. */
export const turns = ({ short }: Options, count: number): Turns =>
  short ? { rounds: 1, warmUp: 0, count: 100 } : { rounds: 9, warmUp: 2, count };

/**
 * CPU time (ns) for one time of each subject: the median of the rounds. They take turns, so that a slow minute of the
 * machine is everybody's; CPU time rather than the clock's, so that waiting for a core is nobody's.
 */
export const inTurns = async <K extends string>(
  subjects: Readonly<Record<K, Subject>>,
  { rounds, count, warmUp }: Turns,
): Promise<Record<K, number>> => {
  const names = Object.keys(subjects) as K[];
  const times = new Map<K, number[]>(names.map((name) => [name, []]));
  globalThis.gc?.();
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const name of names) {
      const start = process.cpuUsage();
      await subjects[name](count);
      if (round >= 0) times.get(name)?.push(cpuSince(start) / count);
    }
  }
  return Object.fromEntries(names.map((name) => [name, quantile(times.get(name) ?? [])])) as Record<K, number>;
};

/** A subject that takes texts, from the first again after the last. */
export const cycling = (texts: readonly string[], take: (text: string) => void): Subject => {
  let next = 0;
  return (count) => {
    for (let i = 0; i < count; i += 1) {
      take(texts[next] ?? '');
      next = next + 1 === texts.length ? 0 : next + 1;
    }
  };
};

/** Runs `measure` of a bench in a process of its own: no subject finds another's garbage, or code made for another's shapes. */
export const inProcess = <T>(bench: string, ...args: readonly unknown[]): Promise<T> =>
  new Promise((resolve, reject) => {
    fork(new URL('./measure.ts', import.meta.url), [bench, JSON.stringify(args)])
      .once('message', (measured) => resolve(measured as T))
      .once('exit', (code) => reject(new Error(`${bench}: its process ended with ${code}`)));
  });
