import fc from 'fast-check';
import { createAgenda } from '../../../lib/sandbox/engine/agenda.js';

describe('the agenda', () => {
  it('runs each job once, none before its time, in the order of their times, with one timer that is set when told to', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 50 })), fc.array(fc.nat()), (times, cancelled) => {
        let wake = Infinity;
        const agenda = createAgenda((at) => (wake = at));
        const ran: number[] = [];
        const cancel = times.map((at) => agenda.at(at, () => ran.push(at)));
        const without = new Set(cancelled.filter(() => times.length > 0).map((i) => i % times.length));
        without.forEach((i) => cancel[i]!());
        for (let ticks = 0; wake < Infinity; ticks += 1) {
          expect(ticks).toBeLessThanOrEqual(times.length + 1);
          const now = wake;
          wake = Infinity;
          const before = ran.length;
          agenda.tick(now);
          expect(ran.slice(before).every((at) => at === now)).toBe(true);
        }
        expect(ran).toEqual(times.filter((_, i) => !without.has(i)).sort((a, b) => a - b));
      }),
    );
  });

  it('takes jobs from a job, and lets one cancel another', () => {
    const agenda = createAgenda(() => undefined);
    const ran: string[] = [];
    const cancel: (() => void)[] = [];
    agenda.at(1, () => {
      ran.push('a');
      cancel.forEach((run) => run());
      agenda.at(1, () => ran.push('c'));
    });
    cancel.push(agenda.at(1, () => ran.push('b')));
    agenda.tick(1);
    agenda.tick(1);
    expect(ran).toEqual(['a', 'c']);
  });

  it('says so when nothing is left on it, so that no timer waits for nothing', () => {
    const wakes: number[] = [];
    const agenda = createAgenda((at) => wakes.push(at));
    const cancel = [agenda.at(5, () => undefined), agenda.at(3, () => undefined)];
    cancel[0]!();
    expect(wakes).toEqual([5, 3]);
    cancel[1]!();
    cancel[1]!();
    expect(wakes).toEqual([5, 3, Infinity]);
  });
});
