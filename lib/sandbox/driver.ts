import { asyncScheduler, Subscription } from 'rxjs';
import type { Effect, Wake } from './engine/effect.js';
import type { Engine } from './engine/index.js';
import type { Input } from './engine/input.js';

type Timeless<I> = I extends Input ? Omit<I, 'at'> : never;
/** An input, without the time: the driver has it. */
export type Happening = Timeless<Input>;

/** Gives an engine the clock and the one timer it needs; everything else it wants done goes to `carryOut`. */
export interface Driver {
  readonly handle: (happening: Happening) => void;
  readonly stop: () => void;
}

export const drive = (engine: Engine, carryOut: (effect: Exclude<Effect, Wake>) => void): Driver => {
  let alarm = Subscription.EMPTY;
  let running = true;
  const handle = (happening: Happening): void => {
    // What happens to the sockets of a shell that was stopped is nobody's concern.
    if (!running) return;
    for (const effect of engine.handle({ ...happening, at: asyncScheduler.now() })) {
      if (effect.type !== 'wake') {
        carryOut(effect);
        continue;
      }
      alarm.unsubscribe();
      if (effect.at !== Infinity) alarm = asyncScheduler.schedule(tick, Math.max(0, effect.at - asyncScheduler.now()));
    }
  };
  const tick = (): void => handle({ type: 'tick' });
  return {
    handle,
    stop() {
      running = false;
      alarm.unsubscribe();
    },
  };
};
