import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { freePorts } from './free-ports.js';
import type { Running } from './process.js';
import { startProcess } from './process.js';

/** Whether there is a Redis to start. */
export const hasRedis = (): boolean => spawnSync('redis-server', ['--version']).status === 0;

/** Starts Redis on loopback, in memory alone. */
export const startRedis = async (): Promise<Running & { readonly port: number }> => {
  const [port] = await freePorts(1);
  const running = await startProcess({
    command: 'redis-server',
    args: ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'],
    cwd: tmpdir(),
    ready: /ready to accept connections/i,
  });
  return { ...running, port: port! };
};
