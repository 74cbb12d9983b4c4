import { connect } from 'node:net';
import fc from 'fast-check';
import WebSocket from 'ws';
import type { Running } from '../sandbox/support/running.js';
import { run, until } from '../sandbox/support/running.js';
import { expectNoPollution } from './laws.js';
import { runs } from './runs.js';
import { frameOf, SOCKET, written } from './wire.js';

// The sandbox's port, as anybody on this machine can reach it.

let running: Running;
let good: WebSocket;
const heard: string[] = [];
const uncaught: unknown[] = [];
const catches = (error: unknown): number => uncaught.push(error);

beforeAll(async () => {
  process.on('uncaughtException', catches).on('unhandledRejection', catches);
  running = await run();
  good = new WebSocket(`ws://127.0.0.1:${running.sandbox.port}/app/app-key?protocol=7`);
  good.on('message', (data: Buffer) => heard.push(data.toString()));
  await until(() => heard.length > 0, 'handshake');
  good.send('{"event":"pusher:subscribe","data":{"channel":"a"}}');
  await until(() => heard.length > 1, 'subscription');
});
afterAll(() => {
  process.off('uncaughtException', catches).off('unhandledRejection', catches);
  good.terminate();
  running.stop();
});

/** What comes back until the server has hung up, or has nothing to say any more. */
const answerTo = (bytes: Buffer): Promise<string> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(running.sandbox.port, '127.0.0.1', () => socket.end(bytes));
    socket.setTimeout(300, () => socket.destroy());
    socket.on('data', (chunk) => chunks.push(chunk));
    // A server that has had enough hangs up in the middle.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });

it('answers or hangs up, whatever bytes come, tells no secret, and goes on for all others', () =>
  fc.assert(
    fc.asyncProperty(fc.array(written, { minLength: 1, maxLength: 12 }), async (all) => {
      heard.length = 0;
      const answers = await Promise.all(all.map(answerTo));
      for (const answer of answers) {
        expect(answer === '' || /^HTTP\/1\.1 [1-5]\d\d /.test(answer)).toBe(true);
        expect(answer).not.toContain('app-secret');
        expect(answer).not.toMatch(/\n\s+at |node:internal|node_modules/);
      }
      running.sandbox.publish({ channel: 'a', event: 'still', data: 'here' });
      await until(() => heard.some((text) => text.includes('"still"')), 'an event on the other connection');
      expect((await fetch(`${running.sandbox.url}/nothing`)).status).toBe(404);
      await until(() => running.sandbox.snapshot().connections.length === 1, 'the leaving of all others');
      expect(uncaught).toEqual([]);
      expectNoPollution();
    }),
    runs(30),
  ));

it('hangs up on a frame that is going to be too long, before it has come', async () => {
  const header = frameOf(1, 128, true, Buffer.alloc(0), 2 ** 26);
  const answer = await new Promise<Buffer>((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(running.sandbox.port, '127.0.0.1', () => socket.write(Buffer.concat([SOCKET, header])));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      const all = Buffer.concat(chunks);
      // A close frame with 1009.
      if (all.includes(Buffer.from([0x88, 2, 3, 241]))) socket.destroy();
    });
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('close', () => resolve(Buffer.concat(chunks)));
  });
  expect(answer.includes(Buffer.from([0x88, 2, 3, 241]))).toBe(true);
});
