import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The longest time (ms) the event loop of this process was held up until the function returned is called. */
export const watchEventLoop = (): (() => number) => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  return () => {
    delay.disable();
    return delay.max / 1e6;
  };
};
