import type { Subscription } from 'rxjs';
import type { PortId } from '../broker/output.js';
import type { Driver, SocketOpener } from '../driver.js';
import { drive } from '../driver.js';
import type { ToBroker } from '../message.js';
import { hasLocks, hold } from './locks.js';
import { lineName } from './reign.js';
import type { Introduction } from './worker.js';

/** One broker, and the ports of its tabs. */
interface Desk {
  readonly driver: Driver;
  readonly ports: Map<PortId, { readonly port: MessagePort; readonly life: Subscription | undefined }>;
}

const createDesk = (open: SocketOpener, random: () => number): Desk => {
  const ports: Desk['ports'] = new Map();
  const drop = (id: PortId): void => {
    const its = ports.get(id);
    ports.delete(id);
    its?.life?.unsubscribe();
    its?.port.close();
  };
  return {
    ports,
    driver: drive({ post: (id, message) => ports.get(id)?.port.postMessage(message), drop }, open, { random }),
  };
};

/** Takes ports of tabs: the first word on each says which broker it is for. */
export const createDesks = (open: SocketOpener, random: () => number): ((port: MessagePort) => void) => {
  const desks = new Map<string, Desk>();

  const introduced = ({ name, id, lock }: Introduction, port: MessagePort): void => {
    const desk = desks.get(name) ?? createDesk(open, random);
    desks.set(name, desk);
    const gone = (): void => {
      desk.driver.handle({ type: 'gone', port: id });
      desk.ports.delete(id);
      port.close();
    };
    port.onmessage = ({ data }: MessageEvent<ToBroker>) =>
      desk.driver.handle({ type: 'said', port: id, message: data });
    // Not every platform says it; then the lock does, or the pings that stay without answer.
    port.addEventListener('close', gone);
    const life = lock && hasLocks() ? hold(lineName(name, id)).subscribe({ next: gone }) : undefined;
    desk.ports.set(id, { port, life });
    port.postMessage({ type: 'ready' });
  };

  return (port) => {
    port.onmessage = ({ data }: MessageEvent<Partial<Introduction> | null>) => {
      const { type, name, id, lock } = Object(data) as Partial<Introduction>;
      if (type === 'introduction' && typeof name === 'string' && typeof id === 'string')
        introduced({ type, name, id, lock: lock === true }, port);
    };
  };
};
