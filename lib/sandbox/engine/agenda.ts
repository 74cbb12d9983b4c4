interface Job {
  readonly at: number;
  readonly run: () => void;
}

/** What is to be done later. It has no timer of its own: it says when it wants to be woken. */
export interface Agenda {
  /** Runs once when the time has come; the function returned cancels it. */
  readonly at: (time: number, run: () => void) => () => void;
  readonly tick: (now: number) => void;
}

/**
 * `wake` is told the earliest time on the agenda, whenever that moves forward and after each tick; and Infinity when there
 * is nothing left on it.
 */
export const createAgenda = (wake: (at: number) => void): Agenda => {
  const jobs = new Set<Job>();
  let announced = Infinity;
  const announce = (at: number): void => {
    if (at >= announced) return;
    announced = at;
    wake(at);
  };
  return {
    at(time, run) {
      const job = { at: time, run };
      jobs.add(job);
      announce(time);
      return () => {
        jobs.delete(job);
        if (jobs.size > 0 || announced === Infinity) return;
        announced = Infinity;
        wake(Infinity);
      };
    },
    tick(now) {
      announced = Infinity;
      const due = [...jobs].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
      // A job may have been cancelled by one before it.
      for (const job of due) if (jobs.delete(job)) job.run();
      let next = Infinity;
      for (const { at } of jobs) if (at < next) next = at;
      announce(next);
    },
  };
};
