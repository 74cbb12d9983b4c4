import type { Plan, Sample } from './bench-run.js';
import type { Line } from './line.js';
import { bold, json, result } from './line.js';
import { percentile } from './percentile.js';

const quantiles = (samples: readonly Sample[]) => {
  const sorted = samples.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (percent: number) => Number(percentile(sorted, percent).toFixed(2));
  return { p50: at(50), p95: at(95), p99: at(99), max: at(100) };
};

/** What the samples of a bench say. Times are in ms, `perSecond` is what clients received. */
export const reportOf = ({ messages, clients }: Plan, all: readonly Sample[]) => {
  const published = all.filter(({ what }) => what === 'published');
  const received = all.filter(({ what }) => what === 'received');
  const starts = all.map(({ at, ms }) => at - ms);
  const ends = all.map(({ at }) => at);
  const seconds =
    all.length === 0 ? 0 : (ends.reduce((a, b) => Math.max(a, b)) - starts.reduce((a, b) => Math.min(a, b))) / 1_000;
  return {
    messages,
    clients,
    published: published.length,
    received: received.length,
    lost: messages * clients - received.length,
    seconds: Number(seconds.toFixed(3)),
    perSecond: seconds === 0 ? 0 : Math.round(received.length / seconds),
    publish: quantiles(published),
    delivery: quantiles(received),
  };
};

export type Report = ReturnType<typeof reportOf>;

const times = (title: string, { p50, p95, p99, max }: Report['publish']): Line =>
  result(bold(title.padEnd(9)), `  p50 ${p50} ms  p95 ${p95} ms  p99 ${p99} ms  max ${max} ms`);

export const written = (report: Report, asJson: boolean): readonly Line[] => {
  if (asJson) return [json(report)];
  const { published, received, lost, seconds, perSecond, publish, delivery } = report;
  return [
    result(`${published} published, ${received} received, ${lost} lost in ${seconds} s: ${perSecond} a second`),
    times('publish', publish),
    times('delivery', delivery),
  ];
};
