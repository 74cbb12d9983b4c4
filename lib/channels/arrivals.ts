/** Listeners that arrive while a frame is told are let in when it has been: they hear from the next one on. */
export interface Arrivals {
  /** Tells a frame. */
  during(tell: () => void): void;
  /** Lets a listener in, now or after the frame of the moment. */
  letIn(join: () => void): void;
}

export const createArrivals = (): Arrivals => {
  const waiting: (() => void)[] = [];
  let depth = 0;
  return {
    during: (tell) => {
      depth += 1;
      try {
        tell();
      } finally {
        depth -= 1;
        if (depth === 0) for (const join of waiting.splice(0)) join();
      }
    },
    letIn: (join) => {
      if (depth === 0) join();
      else waiting.push(join);
    },
  };
};
