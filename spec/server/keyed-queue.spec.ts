import fc from 'fast-check';
import { keyedQueue } from '../../lib/server/keyed-queue.js';

const letters = (text: string) => {
  const queue = keyedQueue((item: string) => item[0] ?? '');
  for (const item of text.split(' ')) queue.push(item);
  return queue;
};

describe('a queue with keys', () => {
  it('keeps the order of all while no batch is out', () => {
    const queue = letters('a1 b1 a2 c1');
    const first = queue.take(2);
    queue.release(first);
    expect([first, queue.take(9)]).toEqual([
      ['a1', 'b1'],
      ['a2', 'c1'],
    ]);
  });

  it('holds back what has a key that is out, and lets others pass', () => {
    const queue = letters('a1 a2 a3 b1 a4');
    const first = queue.take(1);
    expect(queue.take(9)).toEqual(['b1']);
    expect(queue.take(9)).toEqual([]);
    queue.release(first);
    expect(queue.take(2)).toEqual(['a2', 'a3']);
    expect(queue.length).toBe(1);
  });

  it('never has a key out twice, loses nothing, and keeps the order of each key', () => {
    const step = fc.oneof(
      fc.record({ push: fc.constantFrom('a', 'b', 'c', 'd') }),
      fc.record({ take: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ release: fc.nat(3) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const queue = keyedQueue(({ key }: { key: string; n: number }) => key);
        const out: (readonly { key: string; n: number }[])[] = [];
        const taken: { key: string; n: number }[] = [];
        const take = (most: number) => {
          const batch = queue.take(most);
          const busy = out.flat().map(({ key }) => key);
          expect(batch.some(({ key }) => busy.includes(key))).toBe(false);
          expect(batch.length).toBeLessThanOrEqual(most);
          if (batch.length > 0) out.push(batch);
          taken.push(...batch);
        };
        let pushed = 0;
        for (const s of steps) {
          if ('push' in s) queue.push({ key: s.push, n: pushed++ });
          else if ('take' in s) take(s.take);
          else if (out.length > 0) queue.release(out.splice(s.release % out.length, 1)[0] ?? []);
          expect(queue.length).toBe(pushed - taken.length);
        }
        while (taken.length < pushed) {
          for (const batch of out.splice(0)) queue.release(batch);
          take(4);
        }
        for (const key of 'abcd') {
          const order = taken.filter((item) => item.key === key).map(({ n }) => n);
          expect(order).toEqual([...order].sort((a, b) => a - b));
        }
      }),
    );
  });
});
