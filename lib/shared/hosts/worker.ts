import { Subscription } from 'rxjs';
import { after } from '../../rx/clock.js';
import { domEvents } from '../../rx/dom-events.js';
import type { ToBroker, ToTab } from '../message.js';
import type { OpenPort } from '../port.js';
import { hasLocks, hold } from './locks.js';
import { lineName } from './reign.js';

/** The first word of a tab to the worker. */
export interface Introduction {
  readonly type: 'introduction';
  readonly name: string;
  readonly id: string;
  /** The tab holds a lock of this name, and the worker may wait for it. */
  readonly lock: boolean;
}

/** How long (ms) a worker may take to load, before tabs do without. */
const PATIENCE = 5_000;

/** Ports to the broker in a SharedWorker. `failed` is told when there is none. */
export const working =
  (name: string, make: () => SharedWorker, failed: () => void): OpenPort =>
  (receive) => {
    const id = crypto.randomUUID();
    const life = new Subscription();
    const give = (): void => {
      if (life.closed) return;
      failed();
      receive({ type: 'closed', code: 1006, reason: 'the worker cannot be used' });
    };
    const worker = make();
    const { port } = worker;
    const waiting: ToBroker[] = [];
    let ready = false;
    const patience = after(PATIENCE).subscribe(give);
    life.add(patience);
    life.add(domEvents(worker, 'error').subscribe(give));
    port.onmessage = ({ data }: MessageEvent<ToTab | { readonly type: 'ready' }>) => {
      if (typeof data === 'string' || data.type !== 'ready') {
        receive(data);
        return;
      }
      patience.unsubscribe();
      ready = true;
      for (const message of waiting.splice(0)) port.postMessage(message);
    };
    const introduce = (lock: boolean): void => {
      const introduction: Introduction = { type: 'introduction', name, id, lock };
      port.postMessage(introduction);
    };
    if (hasLocks()) life.add(hold(lineName(name, id)).subscribe({ next: introduce, error: () => introduce(false) }));
    else introduce(false);
    return {
      post: (message) => {
        if (ready) port.postMessage(message);
        else waiting.push(message);
      },
      close: () => {
        life.unsubscribe();
        port.close();
      },
    };
  };
