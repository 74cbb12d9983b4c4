import { setTimeout as sleep } from 'node:timers/promises';
import { lastValueFrom } from 'rxjs';
import { createPusherServer } from 'rx-pusher/server';
import type { Ask, Timed } from './messages.js';
import { CHANNELS, EVENT, now } from './messages.js';

// Publishes through the HTTP API: `publisher.ts PORT`. Answers each `Ask` when it has been done.

const BATCH = 10;
const LANES = 4;

const server = createPusherServer({
  appId: 'app-id',
  key: 'app-key',
  secret: 'app-secret',
  host: '127.0.0.1',
  port: Number(process.argv[2]),
  useTLS: false,
});

const event = (id: number) => {
  const data: Timed = { id, at: now(), symbol: 'EUR/USD' };
  return { channel: CHANNELS[id % CHANNELS.length] ?? '', name: EVENT, data };
};

const publish = async ({ events, pause }: Ask): Promise<void> => {
  let next = 0;
  const lane = async () => {
    while (next < events) {
      const from = next;
      next += BATCH;
      await lastValueFrom(server.triggerBatch(Array.from({ length: BATCH }, (_, i) => event(from + i))));
      if (pause > 0) await sleep(pause);
    }
  };
  await Promise.all(Array.from({ length: pause > 0 ? 1 : LANES }, lane));
};

process.on('message', (ask: Ask) => {
  void publish(ask).then(() => process.send?.('published'));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
