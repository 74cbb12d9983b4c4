import type { Happening } from '../driver.js';
import type { Close, ConnectionId, Send } from '../engine/effect.js';
import type { Engine } from '../engine/index.js';
import { decodeSegment } from '../engine/target.js';
import type { Receiver, Session } from './session.js';
import { createSession, OPEN } from './session.js';
import type { SessionTarget } from './target.js';
import { sentFrames } from './target.js';

export interface SessionsOptions {
  readonly handle: (happening: Happening) => void;
  /** What stands before `/app/{key}` in the path of a WebSocket. */
  readonly path: string;
  /** How long (ms) nothing may be said to a client of that app. */
  readonly heartbeat: (key: string) => number;
  readonly opened?: (connection: ConnectionId, url: string) => void;
  readonly ended?: (connection: ConnectionId) => void;
}

/** Where a request comes from, and how. */
export interface Origin {
  readonly origin?: string | undefined;
  readonly secure: boolean;
}

/** The connections over HTTP, as happenings and effects of an engine. */
export interface Sessions {
  /** Names of the connections there are, or that still have something to say. */
  readonly connections: () => readonly ConnectionId[];
  /** Whether there is that session. */
  readonly knows: (target: SessionTarget) => boolean;
  /** A request that waits for frames; gives back what to call when the client has gone away from it. */
  readonly receive: (target: SessionTarget, from: Origin, receiver: Receiver) => () => void;
  /** Frames of a client; gives back the status of the answer. */
  readonly send: (target: SessionTarget, body: string) => number;
  /** Whether the connection was one of these. */
  readonly carryOut: (effect: Send | Close) => boolean;
  /** Cuts them all; no timer is left. */
  readonly stop: () => void;
}

/** The longest silence (ms): proxies end what is silent for longer. */
const HEARTBEAT = 25_000;

/** Often enough that no client of the app has to ask whether anybody is there. */
export const heartbeatOf =
  ({ apps }: Engine) =>
  (key: string): number => {
    const app = apps.find((one) => one.key === key);
    return app === undefined ? HEARTBEAT : Math.min(HEARTBEAT, app.activityTimeout / 2);
  };

export const createSessions = (options: SessionsOptions): Sessions => {
  const { handle, path } = options;
  const sessions = new Map<ConnectionId, Session>();

  const open = ({ key, session: name, query }: SessionTarget, from: Origin): Session => {
    const connection = `http ${name}`;
    const url = `${path}/app/${key}${query}`;
    const session = createSession({
      heartbeat: options.heartbeat(decodeSegment(key)),
      over: () => {
        sessions.delete(connection);
        options.ended?.(connection);
        handle({ type: 'closed', connection });
      },
    });
    sessions.set(connection, session);
    options.opened?.(connection, url);
    handle({ type: 'opened', connection, url, ...from });
    return session;
  };

  return {
    connections: () => [...sessions.keys()],
    knows: ({ session }) => sessions.has(`http ${session}`),
    receive: (target, from, receiver) => {
      const known = sessions.get(`http ${target.session}`);
      if (known !== undefined) return known.receive(receiver);
      receiver.write(OPEN);
      if (receiver.streaming) return open(target, from).receive(receiver);
      receiver.end();
      open(target, from);
      return () => undefined;
    },
    send: ({ session }, body) => {
      const connection = `http ${session}`;
      if (!sessions.has(connection)) return 404;
      const frames = sentFrames(body);
      for (const text of frames ?? []) handle({ type: 'received', connection, text });
      return frames === undefined ? 400 : 204;
    },
    carryOut: (effect) => {
      const session = sessions.get(effect.connection);
      if (effect.type === 'send') session?.send(effect.text);
      else session?.close(effect.code, effect.reason);
      return session !== undefined;
    },
    stop: () => {
      for (const session of [...sessions.values()]) session.close(1006, '');
    },
  };
};
