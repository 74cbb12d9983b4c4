import { TestScheduler } from 'rxjs/testing';

/** Virtual time, a step at a time. */
export interface Time {
  /** Lets so many ms pass. */
  readonly pass: (ms: number) => void;
  /** Timers that are still running. */
  readonly timers: () => number;
}

/** Plays in virtual time, which stands still unless `pass` moves it, and begins at 0. */
export const inTime = <T>(play: (time: Time) => T): T => {
  const scheduler = new TestScheduler(() => undefined);
  return scheduler.run(() => {
    let now = 0;
    const pass = (ms: number) => {
      now += ms;
      scheduler.maxFrames = now;
      scheduler.schedule(() => undefined, now - scheduler.frame);
      scheduler.flush();
    };
    scheduler.maxFrames = 0;
    return play({ pass, timers: () => scheduler.actions.length });
  });
};
