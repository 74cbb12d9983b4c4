import * as rxPusher from '../../lib/index.js';
import * as rxPusherTesting from '../../lib/testing/index.js';
import type { DocWorld } from '../support/doc-blocks.js';
import { docBlocks, runBlock } from '../support/doc-blocks.js';

const FILE = /^\/\/ (\S+)\.ts\n/;

/**
 * Runs all blocks of a document, the specs in them too. A block that begins with the name of a file is what later blocks
 * import under it. Returns the titles of the specs that ran.
 */
export const runSpecs = async (file: string, modules: DocWorld['modules'] = {}): Promise<readonly string[]> => {
  const own: Record<string, unknown> = { 'rx-pusher': rxPusher, 'rx-pusher/testing': rxPusherTesting, ...modules };
  const titles: string[] = [];
  for (const block of docBlocks(file)) {
    const running: unknown[] = [];
    const it = (title: string, run: () => unknown) => {
      titles.push(title);
      running.push(run());
    };
    const { exports } = await runBlock(block, { modules: own, scope: { it, expect, jest } });
    await Promise.all(running);
    const [, name] = FILE.exec(block.code) ?? [];
    if (name !== undefined) own[`./${name}`] = exports;
  }
  // What the clients of real time have left to do.
  await new Promise((resolve) => setTimeout(resolve, 100));
  return titles;
};
