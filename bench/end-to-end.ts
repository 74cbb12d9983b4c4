import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Ask, Heard } from './end-to-end/messages.js';
import type { Bench } from './harness.js';
import { figure, quantile, ratio } from './harness.js';

const start = (file: string, ...args: readonly string[]): ChildProcess => fork(new URL(file, import.meta.url), args);

const message = async <T>(child: ChildProcess): Promise<T> => {
  const [sent] = (await once(child, 'message')) as [T];
  return sent;
};

/** Has events published that the client waits for. */
const send = async (publisher: ChildProcess, client: ChildProcess, ask: Ask): Promise<Heard> => {
  client.send(ask);
  await message(client);
  const done = Promise.all([message<Heard>(client), message(publisher)]);
  publisher.send(ask);
  const [heard] = await done;
  return heard;
};

/** A flood for the cost of an event, then a thousand a second for its latency. */
const round = async (who: string, publisher: ChildProcess, port: number, short: boolean): Promise<Heard> => {
  const client = start('./end-to-end/client.ts', who, String(port));
  await message(client);
  const [warmUp, flood, paced] = short ? [100, 200, 100] : [5_000, 20_000, 1_000];
  await send(publisher, client, { events: warmUp, pause: 0 });
  const { cpu } = await send(publisher, client, { events: flood, pause: 0 });
  const { p50, p99 } = await send(publisher, client, { events: paced, pause: 10 });
  const exited = once(client, 'exit');
  client.disconnect();
  await exited;
  return { cpu, p50, p99 };
};

export const bench: Bench = async ({ short }) => {
  const server = start('./sandbox-process.ts');
  const port = await message<number>(server);
  const publisher = start('./end-to-end/publisher.ts', String(port));
  await message(publisher);
  const [ours, theirs]: [Heard[], Heard[]] = [[], []];
  for (let i = 0; i < (short ? 1 : 5); i += 1) {
    ours.push(await round('ours', publisher, port, short));
    theirs.push(await round('theirs', publisher, port, short));
  }
  publisher.disconnect();
  server.disconnect();

  const median = (heard: readonly Heard[], kind: keyof Heard) => quantile(heard.map((one) => one[kind]));
  const compared = (kind: keyof Heard) => median(ours, kind) / median(theirs, kind);
  return [
    ratio("events for each CPU second, × pusher-js's", 1 / compared('cpu'), { atLeast: 1.3 }),
    ratio("latency to pusher-js's, p50", compared('p50'), { atMost: 1 }),
    ratio("latency to pusher-js's, p99", compared('p99'), { atMost: 1 }),
    figure('ours, CPU for an event', median(ours, 'cpu'), 'ns'),
    figure('pusher-js, CPU for an event', median(theirs, 'cpu'), 'ns'),
    ...(['p50', 'p99'] as const).flatMap((kind) => [
      figure(`ours, latency ${kind}`, median(ours, kind), 'µs'),
      figure(`pusher-js, latency ${kind}`, median(theirs, kind), 'µs'),
    ]),
  ];
};
