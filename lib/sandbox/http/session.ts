import { Subscription, timer } from 'rxjs';
import { ABNORMAL } from '../../protocol/close-code.js';

/** The answer to a request that waits for frames. */
export interface Receiver {
  /** Every answer of a polling client ends after what it has waited for; that of a streaming one goes on. */
  readonly streaming: boolean;
  readonly write: (text: string) => void;
  readonly end: () => void;
  /** Cuts it, as a server does that is gone. */
  readonly drop: () => void;
}

/** A connection over HTTP: the server's end, and the requests of the client that come for what it says. */
export interface Session {
  readonly send: (text: string) => void;
  /** 1006 cuts it; any other code is said, to the request that comes for it. */
  readonly close: (code: number, reason: string) => void;
  /** Takes over from the request before, which ends whole. Gives back what to call when the client is gone. */
  readonly receive: (receiver: Receiver) => () => void;
}

export interface SessionOptions {
  /** How long (ms) nothing is said before a heartbeat is. */
  readonly heartbeat: number;
  /** Nobody comes any more for what is said here. */
  readonly over: () => void;
}

/** How long (ms) a client may take to come again after an answer. */
const NEXT = 4_000;

/** And after it has gone away from a request: unless another is on its way already, it has left. */
const GONE = 2_000;

/** How much may wait for a client that does not come for it (characters). */
const MAX_BACKLOG = 16 * 1_024 * 1_024;

/** What is said before all else. */
export const OPEN = 'o{}\n';

/** A session that nobody waits for yet. */
export const createSession = ({ heartbeat, over }: SessionOptions): Session => {
  let texts: string[] = [];
  let size = 0;
  let farewell = '';
  let receiver: Receiver | undefined;
  let timing = Subscription.EMPTY;
  let flushing = Subscription.EMPTY;

  const end = (): void => {
    timing.unsubscribe();
    flushing.unsubscribe();
    receiver = undefined;
    over();
  };
  /** Until somebody comes, or comes again; or until it is time to show a sign of life. */
  const time = (patience = NEXT): void => {
    timing.unsubscribe();
    timing = receiver === undefined ? timer(patience).subscribe(end) : timer(heartbeat).subscribe(() => write('h\n'));
  };
  const write = (lines: string): void => {
    receiver?.write(lines);
    if (receiver?.streaming === false) release();
    time();
  };
  const release = (): void => {
    receiver?.end();
    receiver = undefined;
  };
  const flush = (): void => {
    if (receiver === undefined || (texts.length === 0 && farewell === '')) return;
    const lines = (texts.length > 0 ? `a${JSON.stringify(texts)}\n` : '') + farewell;
    texts = [];
    size = 0;
    write(lines);
    if (farewell === '') return;
    release();
    end();
  };
  const close: Session['close'] = (code, reason) => {
    if (code === ABNORMAL) {
      receiver?.drop();
      end();
    } else {
      farewell = `c${JSON.stringify([code, reason])}\n`;
      flush();
    }
  };

  time();
  return {
    send: (text) => {
      size += text.length;
      texts.push(text);
      if (size > MAX_BACKLOG) close(ABNORMAL, '');
      // In the next turn: what is said in this one goes together.
      else if (flushing.closed) flushing = timer(0).subscribe(flush);
    },
    close,
    receive: (next) => {
      release();
      receiver = next;
      time();
      flush();
      return () => {
        if (receiver !== next) return;
        receiver = undefined;
        time(GONE);
      };
    },
  };
};
