import type { Subscription } from 'rxjs';
import type { BrokerOptions } from '../broker/index.js';
import type { PortId } from '../broker/output.js';
import type { SocketOpener } from '../driver.js';
import { drive } from '../driver.js';
import type { ToBroker } from '../message.js';
import { hold } from './locks.js';

/** What tabs say to all others: here is one that wants a line, here is one that leads. */
export type Call = { readonly hello: string } | { readonly leads: string };

/** The first word on a line, of the leading tab. */
export interface Ready {
  readonly type: 'ready';
  readonly leader: string;
}

/** A tab that leads: it has the broker, and the real connection. */
export interface Reign {
  readonly leader: string;
  /** Sends everybody away, to look for another leader. */
  readonly stop: () => void;
}

export interface ReignOptions extends BrokerOptions {
  readonly open: SocketOpener;
  /** Told how many lines there are, at each change. */
  readonly lines: (count: number) => void;
}

/** The name of a line, and of the lock that is held as long as its tab lives. */
export const lineName = (name: string, id: PortId): string => `${name} ${id}`;

/** Leads from now on: tabs call, and each has a line of its own, which ends with the tab. */
export const reign = (name: string, { open, lines, ...options }: ReignOptions): Reign => {
  const leader = crypto.randomUUID();
  const ends = new Map<PortId, { readonly line: BroadcastChannel; readonly life: Subscription }>();

  const { handle, stop } = drive(
    {
      post: (port, message) => ends.get(port)?.line.postMessage(message),
      drop: (port) => {
        const end = ends.get(port);
        if (end === undefined) return;
        ends.delete(port);
        end.life.unsubscribe();
        end.line.close();
        lines(ends.size);
      },
    },
    open,
    options,
  );

  const welcome = (port: string): void => {
    if (ends.has(port)) return;
    const line = new BroadcastChannel(lineName(name, port));
    line.onmessage = ({ data }: MessageEvent<ToBroker>) => handle({ type: 'said', port, message: data });
    const ready: Ready = { type: 'ready', leader };
    line.postMessage(ready);
    // Held by the tab while it lives: whoever gets it knows that the tab is gone.
    const gone = () => {
      handle({ type: 'gone', port });
      ends.delete(port);
      line.close();
      lines(ends.size);
    };
    ends.set(port, { line, life: hold(lineName(name, port)).subscribe({ next: gone, error: gone }) });
    lines(ends.size);
  };

  const hall = new BroadcastChannel(name);
  hall.onmessage = ({ data }: MessageEvent<unknown>) => {
    const { hello } = Object(data) as Readonly<Record<string, unknown>>;
    if (typeof hello === 'string') welcome(hello);
  };
  const call: Call = { leads: leader };
  hall.postMessage(call);

  return {
    leader,
    stop() {
      hall.close();
      stop();
      for (const { line, life } of ends.values()) {
        life.unsubscribe();
        line.close();
      }
      ends.clear();
    },
  };
};
