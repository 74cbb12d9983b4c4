import * as rxPusher from '../../lib/index.js';
import * as entry from '../../lib/pusher-js/index.js';
import type { Options } from '../../lib/pusher-js/index.js';
import type { Running } from '../sandbox/support/running.js';
import { run } from '../sandbox/support/running.js';
import { docBlocks, promised, runBlock } from '../support/doc-blocks.js';

// The steps from pusher-js to this library, each run as it stands, but for the port.
describe('docs/migration.md', () => {
  let running: Running;
  const endings: (() => void)[] = [];

  beforeAll(async () => {
    running = await run();
    const ticking = setInterval(() => {
      running.sandbox.publish({ channel: 'prices', event: 'tick', data: { price: 42 } });
    }, 20);
    endings.push(() => clearInterval(ticking));
  });
  afterAll(() => {
    for (const end of endings) end();
    running.stop();
  });

  const here = <O extends Options | rxPusher.PusherOptions>(options: O): O =>
    JSON.parse(JSON.stringify(options).replaceAll('6001', String(running.sandbox.port))) as O;

  class Pusher extends entry.default {
    constructor(key: string, options: Options) {
      super(key, here(options));
      endings.push(() => this.disconnect());
    }
  }
  const createPusher: typeof rxPusher.createPusher = (key, options) => {
    const pusher = rxPusher.createPusher(key, here(options));
    endings.push(() => void pusher.disconnect());
    return pusher as never;
  };

  it.each(docBlocks('docs/migration.md').map((block) => [block.title, block] as const))('%s', async (_title, block) => {
    const modules = {
      'rx-pusher': { ...rxPusher, createPusher },
      'rx-pusher/pusher-js': { ...entry, default: Pusher, __esModule: true },
    };
    const { printed } = await runBlock(block, { modules });
    expect([...new Set(printed)].sort()).toEqual([...promised(block)].sort());
  });
});
