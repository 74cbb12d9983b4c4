import fc from 'fast-check';
import { messageOf } from '../../lib/cli/failure.js';
import { bold, note, result } from '../../lib/cli/line.js';
import { createTerminal } from '../../lib/cli/terminal.js';
import { SocketClosed } from '../../lib/index.js';
import { nasty } from './frames.js';
import { COMMAND } from './laws.js';
import { runs } from './runs.js';

const text = fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 30 }));

it('writes one line for each, in which nothing from outside breaks lines or commands the terminal', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), fc.boolean(), (parts, isTTY) => {
      let written = '';
      const output = { isTTY, write: (more: string) => (written += more) };
      const write = createTerminal({ stdout: output, stderr: output });
      write(result(...parts, ...parts.map(bold)));
      write(note(...parts));
      expect(written.split('\n')).toHaveLength(3);
      expect(written).not.toMatch(COMMAND);
    }),
    runs(300),
  );
});

it('says why it failed in one line, whatever is at the bottom of it', () => {
  fc.assert(
    fc.property(text, text, (reason, root) => {
      const error = new SocketClosed(1006, reason, new Error(root));
      const told = messageOf(error);
      expect([told.indexOf('\n'), COMMAND.test(told)]).toEqual([told.length - 1, false]);
    }),
    runs(300),
  );
});
