import type { Message } from './difference.js';
import { differenceOfMessages, differenceOfSpans } from './difference.js';
import { equal } from './equal.js';
import type { SubscriptionLog } from './spans.js';

const isSpan = (entry: object): entry is SubscriptionLog => 'subscribedFrame' in entry;

/**
 * For `new TestScheduler(assertMarbles)`: compares by what values contain, and says in marbles what is not as expected.
 * Needs no test framework; matchers among the expected values, as jest's `expect.anything()`, are asked.
 */
export const assertMarbles = (actual: unknown, expected: unknown): void => {
  if (equal(actual, expected)) return;
  const [received, wanted] = [actual, expected] as readonly (readonly (Message | SubscriptionLog)[])[];
  if (received === undefined || wanted === undefined) return;
  const lines = [...received, ...wanted].some(isSpan)
    ? differenceOfSpans(received.filter(isSpan), wanted.filter(isSpan))
    : differenceOfMessages(received as readonly Message[], wanted as readonly Message[]);
  throw new Error(lines.join('\n'));
};
