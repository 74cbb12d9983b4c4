import * as rxPusherShared from '../../lib/shared/index.js';
import { runSpecs } from './spec-blocks.js';

it('docs/tabs.md: its examples run, and do what they say', async () => {
  const modules = {
    'rx-pusher/shared': { ...rxPusherShared, serveTabs: () => undefined },
    // It would connect at once, to where nobody is: spec/shared/entries.spec.ts has it share a connection.
    'rx-pusher/pusher-js': { __esModule: true, default: function () {} },
  };
  expect(await runSpecs('docs/tabs.md', modules)).toEqual([
    'prints an invoice in one tab, also when another takes over',
  ]);
});
