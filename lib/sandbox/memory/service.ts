import { SIGNIN, SUBSCRIBE } from '../../protocol/event.js';
import { parseFrame } from '../../protocol/frame.js';
import type { Latency } from './condition.js';
import { createLine } from './line.js';

export type Step = 'handshake' | 'subscription' | 'signin';

const STEPS: Readonly<Record<string, Step | undefined>> = { [SUBSCRIBE]: 'subscription', [SIGNIN]: 'signin' };

/** What a text asks the server to do, if that is something it may take its time for. */
export const stepOf = (text: string): Step | undefined => {
  const frame = parseFrame(text);
  return frame._tag === 'Right' ? STEPS[frame.right.event] : undefined;
};

/**
 * Serves one connection, in order: at once as long as no step takes time, otherwise when its time has passed and what
 * came before is done.
 */
export const createService = (latency: () => Latency): ((step: Step | undefined, serve: () => void) => void) => {
  let duration = 0;
  let waiting = 0;
  const line = createLine(() => duration);
  return (step, serve) => {
    duration = (step && latency()[step]) ?? 0;
    if (duration === 0 && waiting === 0) {
      serve();
      return;
    }
    waiting += 1;
    line(() => {
      waiting -= 1;
      serve();
    });
  };
};
