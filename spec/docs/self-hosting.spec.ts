import * as rxPusher from '../../lib/index.js';
import * as rxPusherServer from '../../lib/server/index.js';
import { docBlocks, runBlock } from '../support/doc-blocks.js';

const modules = { 'rx-pusher': rxPusher, 'rx-pusher/server': rxPusherServer };

it.each(docBlocks('docs/self-hosting.md').map((block) => [`${block.title}, line ${block.line}`, block] as const))(
  'the options under %s can be used',
  async (_, block) => {
    await expect(runBlock(block, { modules })).resolves.toMatchObject({ printed: [] });
  },
);
