import { asyncScheduler, Subject, Subscription } from 'rxjs';
import type { PlatformSocket } from '../connection/close-socket.js';
import { closeSocket } from '../connection/close-socket.js';
import { ABNORMAL } from '../protocol/close-code.js';
import { after, now } from '../rx/clock.js';
import type { BrokerOptions } from './broker/index.js';
import { createBroker } from './broker/index.js';
import type { Happening } from './broker/input.js';
import type { Output, PortId } from './broker/output.js';
import type { ToTab } from './message.js';

/** What carries messages to tabs. */
export interface Carrier {
  readonly post: (port: PortId, message: ToTab) => void;
  /** The broker has nothing more to say to it. */
  readonly drop: (port: PortId) => void;
}

/** A broker that runs. */
export interface Driver {
  readonly handle: (happening: Happening) => void;
  /** Sends every tab away, to come again at once, and ends. */
  readonly stop: () => void;
}

export type SocketOpener = (url: string) => PlatformSocket;

/** The one real connection of a broker. */
const createUpstream = (open: SocketOpener, handle: (happening: Happening) => void) => {
  let socket: PlatformSocket | undefined;

  const disconnect = (): void => {
    const former = socket;
    socket = undefined;
    if (former === undefined) return;
    const closed = new Subject<never>();
    former.onopen = former.onerror = null;
    former.onclose = () => closed.complete();
    closeSocket(former, closed);
  };

  const connect = (url: string): void => {
    let opening: PlatformSocket;
    try {
      opening = socket = open(url);
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      asyncScheduler.schedule(() => handle({ type: 'closed', code: ABNORMAL, reason }));
      return;
    }
    // What an earlier socket still says is nobody's concern.
    const fromIt = (happening: () => Happening) => {
      if (socket === opening) handle(happening());
    };
    opening.onopen = () => fromIt(() => ({ type: 'opened' }));
    opening.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') fromIt(() => ({ type: 'heard', text: data }));
    };
    opening.onerror = () => undefined;
    opening.onclose = ({ code = ABNORMAL, reason = '' }: Partial<CloseEvent>) =>
      fromIt(() => {
        socket = undefined;
        return { type: 'closed', code, reason };
      });
  };

  return { connect, disconnect, write: (text: string): void => socket?.send(text) };
};

/** Gives a broker the clock, its one timer and the real connection; messages go to the carrier. */
export const drive = (carrier: Carrier, open: SocketOpener, options: BrokerOptions = {}): Driver => {
  const broker = createBroker(options);
  let alarm = Subscription.EMPTY;
  let running = true;

  const handle = (happening: Happening): void => {
    if (!running) return;
    for (const output of broker.handle({ ...happening, at: now() })) carryOut(output);
  };
  const upstream = createUpstream(open, handle);

  const carryOut = (output: Output): void => {
    switch (output.type) {
      case 'post':
        return carrier.post(output.port, output.message);
      case 'drop':
        return carrier.drop(output.port);
      case 'connect':
        return upstream.connect(output.url);
      case 'write':
        return upstream.write(output.text);
      case 'disconnect':
        return upstream.disconnect();
      case 'wake': {
        alarm.unsubscribe();
        if (output.at === Infinity) return;
        alarm = after(Math.max(0, output.at - now())).subscribe(() => handle({ type: 'tick' }));
      }
    }
  };

  return {
    handle,
    stop() {
      handle({ type: 'stop' });
      running = false;
      alarm.unsubscribe();
    },
  };
};
