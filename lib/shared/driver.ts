import { asyncScheduler, Subject, Subscription } from 'rxjs';
import type { PlatformSocket } from '../connection/close-socket.js';
import { closeSocket } from '../connection/close-socket.js';
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

const ABNORMAL = 1006;

/** Gives a broker the clock, its one timer and the real connection; messages go to the carrier. */
export const drive = (carrier: Carrier, open: SocketOpener, options: BrokerOptions = {}): Driver => {
  const broker = createBroker(options);
  let alarm = Subscription.EMPTY;
  let socket: PlatformSocket | undefined;
  let running = true;

  const disconnect = (): void => {
    const given = socket;
    socket = undefined;
    if (given === undefined) return;
    const closed = new Subject<never>();
    given.onopen = given.onerror = null;
    given.onclose = () => closed.complete();
    closeSocket(given, closed);
  };

  const connect = (url: string): void => {
    let given: PlatformSocket;
    try {
      given = socket = open(url);
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      asyncScheduler.schedule(() => handle({ type: 'closed', code: ABNORMAL, reason }));
      return;
    }
    // What an earlier socket still says is nobody's concern.
    const fromIt = (happening: () => Happening) => {
      if (socket === given) handle(happening());
    };
    given.onopen = () => fromIt(() => ({ type: 'opened' }));
    given.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') fromIt(() => ({ type: 'heard', text: data }));
    };
    given.onerror = () => undefined;
    given.onclose = ({ code = ABNORMAL, reason = '' }: Partial<CloseEvent>) =>
      fromIt(() => {
        socket = undefined;
        return { type: 'closed', code, reason };
      });
  };

  const carryOut = (output: Output): void => {
    switch (output.type) {
      case 'post':
        return carrier.post(output.port, output.message);
      case 'drop':
        return carrier.drop(output.port);
      case 'connect':
        return connect(output.url);
      case 'write':
        return socket?.send(output.text);
      case 'disconnect':
        return disconnect();
      case 'wake': {
        alarm.unsubscribe();
        if (output.at === Infinity) return;
        alarm = after(Math.max(0, output.at - now())).subscribe(() => handle({ type: 'tick' }));
      }
    }
  };

  const handle = (happening: Happening): void => {
    if (!running) return;
    for (const output of broker.handle({ ...happening, at: now() })) carryOut(output);
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
