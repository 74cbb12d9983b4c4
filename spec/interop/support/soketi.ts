import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apps } from './apps.js';
import { freePorts } from './free-ports.js';
import type { Running } from './process.js';
import { startProcess } from './process.js';

const SERVER = join(__dirname, '../node_modules/@soketi/soketi/bin/server.js');
const HOST = '127.0.0.1';

/** A soketi that runs. */
export interface Soketi extends Running {
  readonly port: number;
}

export interface SoketiOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Port of the Redis that joins it to other nodes. Default: it is alone. */
  readonly redis?: number;
}

// Left alone, cluster and metrics listen on every interface.
const configOf = (port: number, [metrics, cluster]: readonly number[], redis: number | undefined) => ({
  host: HOST,
  port,
  'cluster.hostname': HOST,
  'cluster.address': HOST,
  'cluster.unicast': HOST,
  'cluster.port': cluster,
  'metrics.host': HOST,
  'metrics.port': metrics,
  'appManager.array.apps': Object.values(apps),
  shutdownGracePeriod: 200,
  ...(redis === undefined
    ? {}
    : {
        'adapter.driver': 'redis',
        'cache.driver': 'redis',
        'database.redis.host': HOST,
        'database.redis.port': redis,
      }),
});

/** Starts soketi on loopback. */
export const startSoketi = async ({ port, redis }: SoketiOptions = {}): Promise<Soketi> => {
  const [own, ...others] = await freePorts(3);
  const listens = port ?? own!;
  const folder = await mkdtemp(join(tmpdir(), 'soketi-'));
  const config = join(folder, 'config.json');
  await writeFile(config, JSON.stringify(configOf(listens, others, redis)));
  try {
    const running = await startProcess({
      command: process.env['SOKETI_NODE'] ?? process.execPath,
      args: [SERVER, 'start', `--config=${config}`],
      cwd: folder,
      ready: /up and running/,
    });
    return { ...running, port: listens };
  } finally {
    await rm(folder, { recursive: true });
  }
};
