import * as fc from 'fast-check';
import { asyncScheduler, config } from 'rxjs';
import { Mailbox } from '../../lib/rx/mailbox.js';
import { createSlices } from '../../lib/rx/slices.js';
import { runs } from '../fuzz/runs.js';
import { inTime } from '../support/in-time.js';
import type { Time } from '../support/in-time.js';

interface Bed extends Time {
  /** Queues an item; the numbers worked on are in `done`, a `|` for each turn of the event loop between. */
  readonly add: (item: number) => void;
  readonly done: (number | '|')[];
  readonly mailbox: Mailbox;
}

/** Each item takes that many ms of the processor. */
const inSlices = (cost: number, play: (bed: Bed) => void, work: (item: number) => void = () => undefined) => {
  const thrown: unknown[] = [];
  config.onUnhandledError = (error) => thrown.push(error);
  inTime((time) => {
    const now = asyncScheduler.now.bind(asyncScheduler);
    let spent = 0;
    jest.spyOn(asyncScheduler, 'now').mockImplementation(() => now() + spent);
    const done: Bed['done'] = [];
    const mailbox = new Mailbox();
    let turn: unknown;
    const add = createSlices<number>(mailbox, (item) => {
      done.push(item);
      spent += cost;
      // The turn of others comes before the next slice.
      turn ??= asyncScheduler.schedule(() => {
        turn = undefined;
        done.push('|');
      });
      work(item);
    });
    play({ ...time, add, done, mailbox });
    time.pass(10_000);
    expect(time.timers()).toBe(0);
  });
  config.onUnhandledError = null;
  jest.restoreAllMocks();
  return thrown;
};

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('work in slices', () => {
  it('begins on the spot where little has been done', () =>
    void inSlices(0, ({ add, done }) => {
      range(0, 5).forEach(add);
      expect(done).toEqual([0, 1, 2, 3, 4]);
    }));

  it('stops after 16 ms, gives others their turn, and goes on in order', () =>
    void inSlices(6, ({ add, done, mailbox, pass }) => {
      mailbox.post(() => range(0, 7).forEach(add));
      expect(done).toEqual([0, 1, 2]);
      pass(1);
      expect(done).toEqual([0, 1, 2, '|', 3, 4, 5, '|', 6, '|']);
    }));

  it('counts items that are queued one by one in one turn as a crowd, and few over a long time as none', () =>
    void inSlices(0.5, ({ add, done, pass }) => {
      range(0, 1_000).forEach(add);
      const first = done.filter((item) => item !== '|').length;
      // 16 ms of half a one each, or as many as make a crowd.
      expect(first).toBeLessThan(200);
      pass(1);
      expect(done.filter((item) => item !== '|')).toEqual(range(0, 1_000));
      done.length = 0;
      for (const item of range(0, 5)) {
        pass(1_000);
        add(item);
        expect(done.filter((one) => one !== '|')).toEqual(range(0, item + 1));
      }
    }));

  it('goes on after an item that throws: the others are worked on, and later ones too', () => {
    const thrown = inSlices(
      6,
      ({ add, done, mailbox, pass }) => {
        mailbox.post(() => range(0, 5).forEach(add));
        pass(1);
        expect(done.filter((item) => item !== '|')).toEqual([0, 1, 2, 3, 4]);
        add(1);
        pass(1);
        add(7);
        pass(1);
        expect(done.filter((item) => item !== '|')).toEqual([0, 1, 2, 3, 4, 1, 7]);
      },
      (item) => {
        if (item % 2 === 1) throw new Error(`item ${item}`);
      },
    );
    expect(thrown.map((error) => (error as Error).message)).toEqual(['item 1', 'item 3', 'item 1', 'item 7']);
  });

  it('loses no item and does none twice: whatever is queued when, also by the work itself, and whoever throws', () => {
    const batch = fc.record({
      size: fc.integer({ min: 1, max: 90 }),
      pause: fc.constantFrom(0, 0, 1, 20, 500),
      inJob: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(batch, { maxLength: 8 }),
        fc.constantFrom(0, 0.2, 3, 30),
        fc.integer({ min: 2, max: 20 }),
        (batches, cost, nth) => {
          let queued = 0;
          let all: Bed['done'] = [];
          let more: () => void = () => undefined;
          inSlices(
            cost,
            ({ add, done, mailbox, pass }) => {
              all = done;
              more = () => add((queued += 1));
              const fill = (size: number) => range(0, size).forEach(more);
              for (const { size, pause, inJob } of batches) {
                if (inJob) mailbox.post(() => fill(size));
                else fill(size);
                pass(pause);
              }
            },
            (item) => {
              if (item % nth === 1 && queued < 2_000) more();
              if (item % nth === 0) throw new Error('mine');
            },
          );
          expect(all.filter((item) => item !== '|')).toEqual(range(1, queued + 1));
        },
      ),
      runs(150),
    );
  });
});
