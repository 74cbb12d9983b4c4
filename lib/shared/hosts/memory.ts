import { now } from '../../rx/clock.js';
import { createLine } from '../../sandbox/memory/line.js';
import type { PortId } from '../broker/output.js';
import type { Driver, SocketOpener } from '../driver.js';
import { drive } from '../driver.js';
import type { ToTab } from '../message.js';
import type { OpenPort } from '../port.js';

/** A broker in memory, in the time of rxjs's schedulers: for tests. */
export interface MemoryHub {
  /** Ports of one tab, and how they end when it is gone without a word. */
  readonly tab: () => { readonly openPort: OpenPort; readonly vanish: () => void };
  /** As when the leading tab closes: every tab comes again, to a new broker. */
  readonly handOver: () => void;
}

/** How long (ms) a new broker waits for tabs to tell what is claimed. */
const HANDOVER = 2_000;
const NO_WAY = (): number => 0;

export const createMemoryHub = (open: SocketOpener, random: () => number): MemoryHub => {
  const ends = new Map<PortId, (message: ToTab) => void>();
  let count = 0;

  const start = (claimsFrom: number): Driver =>
    drive({ post: (port, message) => ends.get(port)?.(message), drop: (port) => ends.delete(port) }, open, {
      random,
      claimsFrom,
    });
  let driver = start(-Infinity);

  return {
    tab: () => {
      const own = new Set<() => void>();
      const openPort: OpenPort = (receive) => {
        const its = driver;
        const port = (count += 1);
        const [up, down] = [createLine(NO_WAY), createLine(NO_WAY)];
        let closed = false;
        const vanish = (): void => {
          closed = true;
          own.delete(vanish);
          up(() => its.handle({ type: 'gone', port }));
        };
        own.add(vanish);
        ends.set(port, (message) =>
          down(() => {
            if (!closed) receive(message);
          }),
        );
        return {
          post: (message) => {
            if (!closed) up(() => its.handle({ type: 'said', port, message }));
          },
          close: vanish,
        };
      };
      return { openPort, vanish: () => own.forEach((vanish) => vanish()) };
    },
    handOver() {
      driver.stop();
      driver = start(now() + HANDOVER);
    },
  };
};
