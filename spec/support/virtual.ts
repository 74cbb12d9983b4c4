import { asyncScheduler } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { RunHelpers } from 'rxjs/testing';

export interface VirtualHelpers extends RunHelpers {
  /** Does something after that many ms. */
  readonly after: (ms: number, act: () => void) => void;
}

/**
 * Plays in virtual time and gives back what `play` returns once the time is over, after `until` ms at most. Fails if a
 * timer is left by then: whatever is started has to be ended.
 */
export const virtually = <T>(play: (helpers: VirtualHelpers) => T, until = 3_600_000): T => {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  const result = scheduler.run((helpers) => {
    scheduler.maxFrames = until;
    return play({ ...helpers, after: (ms, act) => asyncScheduler.schedule(act, ms) });
  });
  expect(scheduler.actions.map(({ delay }) => delay)).toEqual([]);
  return result;
};
