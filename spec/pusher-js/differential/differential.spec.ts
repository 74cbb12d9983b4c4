import fc from 'fast-check';
import { runs } from '../../fuzz/runs.js';
import { run } from '../../sandbox/support/running.js';
import { comparable } from './differences.js';
import { play } from './play.js';
import { appOf, createStage, KINDS } from './stage.js';
import { program, shown } from './steps.js';

// A random program is run on pusher-js itself and on the entry, over sockets: they have to see the same.
describe('any program, on pusher-js and on the entry', () => {
  it('sees the same, except for the differences that are meant', async () => {
    await fc.assert(
      fc.asyncProperty(program, async (turns) => {
        const { sandbox, stop } = await run({ apps: KINDS.map(appOf) });
        const stages = KINDS.map((kind) => createStage(kind, sandbox));
        try {
          const [stock, entry] = await Promise.all(stages.map((stage) => play(turns, stage)));
          const until = Math.min(stock!.spoilt, entry!.spoilt, turns.length);
          expect({ program: shown(turns), entry: comparable(entry!, until) }).toEqual({
            program: shown(turns),
            entry: comparable(stock!, until),
          });
        } finally {
          for (const stage of stages) stage.end();
          stop();
        }
      }),
      { ...runs(12), interruptAfterTimeLimit: Number(process.env['LIMIT'] ?? 600_000) },
    );
  }, 1_000_000);
});
