import fc from 'fast-check';
import { fifo } from '../../lib/server/fifo.js';

describe('a line', () => {
  it('gives out what it got in the order it came, whatever comes between', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer(), { nil: undefined })), (steps) => {
        const line = fifo<number>();
        const model: number[] = [];
        for (const step of steps) {
          if (step === undefined) expect(line.shift()).toBe(model.shift());
          else {
            line.push(step);
            model.push(step);
          }
          expect(line.length).toBe(model.length);
        }
      }),
    );
  });
});
