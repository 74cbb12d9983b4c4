import PusherJs from 'pusher-js';
import { createPusher } from 'rx-pusher';
import { cpuSince, quantile } from '../harness.js';
import type { Ask, Heard, Timed } from './messages.js';
import { CHANNELS, EVENT, now } from './messages.js';

// One client over a real socket: `client.ts ours|theirs PORT`. Says when it is subscribed, then answers each `Ask`.

const [who, port = ''] = process.argv.slice(2);

let expected = Infinity;
let latencies: number[] = [];
let start = process.cpuUsage();

const report = (): void => {
  const heard: Heard = {
    cpu: cpuSince(start) / latencies.length,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
  process.send?.(heard);
};
const listener = ({ at }: Timed): void => {
  latencies.push(now() - at);
  if (latencies.length === expected) report();
};
process.on('message', ({ events }: Ask) => {
  expected = events;
  latencies = [];
  start = process.cpuUsage();
  process.send?.('counting');
});
process.on('disconnect', () => process.exit());

const ours = (): void => {
  const pusher = createPusher('app-key', { wsHost: '127.0.0.1', wsPort: Number(port), forceTLS: false });
  pusher.channels$.subscribe((channels) => {
    const subscribed = [...channels.values()].filter(({ status }) => status === 'subscribed');
    if (subscribed.length === CHANNELS.length) process.send?.('subscribed');
  });
  for (const name of CHANNELS) pusher.channel(name).on<Timed>(EVENT).subscribe(listener);
};

const theirs = (): void => {
  const pusher = new PusherJs('app-key', {
    cluster: 'mt1',
    wsHost: '127.0.0.1',
    wsPort: Number(port),
    forceTLS: false,
    enabledTransports: ['ws'],
  });
  let subscribed = 0;
  for (const name of CHANNELS) {
    const channel = pusher.subscribe(name).bind(EVENT, listener);
    channel.bind('pusher:subscription_succeeded', () => {
      subscribed += 1;
      if (subscribed === CHANNELS.length) process.send?.('subscribed');
    });
  }
};

if (who === 'ours') ours();
else theirs();
