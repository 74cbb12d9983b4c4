import { asyncScheduler, merge } from 'rxjs';
import type { MemoryNetwork } from '../sandbox/memory/index.js';

const text = (limit: number): string =>
  `the client is still at work after ${limit} ms of virtual time, and flush() would never end: give what wants the ` +
  "connection an end, as in expectObservable(stream$, '^ 10s !'), or another timeLimit";

/** Fails a test whose client works on and on, which in virtual time would only hang it. */
export const limitTime = (
  { sockets$, received$, requests$ }: Pick<MemoryNetwork, 'sockets$' | 'received$' | 'requests$'>,
  limit: number,
): void => {
  const start = asyncScheduler.now();
  merge(sockets$, received$, requests$).subscribe(() => {
    if (asyncScheduler.now() - start > limit) throw new Error(text(limit));
  });
};
