import type { AppOptions } from '../../../lib/sandbox/engine/app-options.js';
import { DEFAULT_APP } from '../../../lib/sandbox/engine/app-options.js';
import type { ConnectionId, Effect, Post, Respond } from '../../../lib/sandbox/engine/effect.js';
import type { EngineOptions } from '../../../lib/sandbox/engine/index.js';
import { createEngine } from '../../../lib/sandbox/engine/index.js';
import type { Input } from '../../../lib/sandbox/engine/input.js';
import { bodyMd5, channelMessage, requestMessage, sign, userMessage } from '../../../lib/protocol/signature.js';

export const SECRET = DEFAULT_APP.secret;
export const KEY = DEFAULT_APP.key;
export const app = (over: Partial<AppOptions> = {}): AppOptions => ({ ...DEFAULT_APP, ...over });

export interface HeardFrame {
  event: string;
  channel?: string;
  data?: unknown;
  user_id?: string;
}

/** A frame with its data decoded, for short expectations. */
const heardFrame = (text: string): HeardFrame => {
  const frame = JSON.parse(text) as HeardFrame;
  if (typeof frame.data !== 'string') return frame;
  try {
    return { ...frame, data: JSON.parse(frame.data) as unknown };
  } catch {
    return frame;
  }
};

export const auth = (socketId: string, channel: string, channelData?: string, secret = SECRET) =>
  `${KEY}:${sign(secret, channelMessage(socketId, channel, channelData))}`;

/** An engine, a clock, and what every connection heard. */
export const createBed = (options: EngineOptions = {}) => {
  const engine = createEngine(options);
  let now = 1_700_000_000_000;
  let wake = Infinity;
  const raw = new Map<ConnectionId, string[]>();
  const closed = new Map<ConnectionId, [number, string]>();
  const webhooks: Post[] = [];
  const responses = new Map<number | string, Respond>();
  const socketIds = new Map<ConnectionId, string>();

  const note = (effect: Effect): void => {
    if (effect.type === 'wake') wake = effect.at;
    else if (effect.type === 'webhook') webhooks.push(effect);
    else if (effect.type === 'respond') responses.set(effect.request, effect);
    else if (effect.type === 'close') closed.set(effect.connection, [effect.code, effect.reason]);
    else raw.set(effect.connection, [...(raw.get(effect.connection) ?? []), effect.text]);
  };
  type Bare = Input extends infer I ? (I extends Input ? Omit<I, 'at'> : never) : never;
  const handle = (input: Bare): readonly Effect[] => {
    const effects = engine.handle({ ...input, at: now });
    effects.forEach(note);
    return effects;
  };
  const texts = (id: ConnectionId): string[] => {
    const heard = raw.get(id) ?? [];
    raw.delete(id);
    return heard;
  };
  const heard = (id: ConnectionId): HeardFrame[] => texts(id).map(heardFrame);
  const say = (id: ConnectionId, frame: unknown) =>
    void handle({ type: 'received', connection: id, text: typeof frame === 'string' ? frame : JSON.stringify(frame) });

  const bed = {
    engine,
    handle,
    texts,
    heard,
    say,
    closed: (id: ConnectionId) => closed.get(id),
    /** Passes time, with a tick whenever the engine asked for one. */
    pass(ms: number) {
      const until = now + ms;
      while (wake <= until) {
        now = Math.max(now, wake);
        wake = Infinity;
        handle({ type: 'tick' });
      }
      now = until;
    },
    /** Opens a connection; its handshake is taken off what it heard. */
    connect(id: ConnectionId, key = KEY): string {
      handle({ type: 'opened', connection: id, url: `/app/${key}?protocol=7&client=spec&version=1.0` });
      const socketId = (heard(id)[0]?.data as { socket_id: string }).socket_id;
      socketIds.set(id, socketId);
      return socketId;
    },
    /** Subscribes, signed as it has to be; presence with the member given. */
    subscribe(id: ConnectionId, channel: string, member?: object) {
      const channel_data = member === undefined ? undefined : JSON.stringify(member);
      const data = { channel, auth: auth(socketIds.get(id) ?? '', channel, channel_data), channel_data };
      say(id, { event: 'pusher:subscribe', data });
    },
    unsubscribe: (id: ConnectionId, channel: string) => say(id, { event: 'pusher:unsubscribe', data: { channel } }),
    signin(id: ConnectionId, user: object) {
      const user_data = JSON.stringify(user);
      const signature = sign(SECRET, userMessage(socketIds.get(id) ?? '', user_data));
      say(id, { event: 'pusher:signin', data: { auth: `${KEY}:${signature}`, user_data } });
    },
    gone: (id: ConnectionId) => void handle({ type: 'closed', connection: id }),
    /** A request as it comes, unsigned. */
    request(method: string, url: string, body: string | Uint8Array = '', headers: Record<string, string> = {}) {
      handle({ type: 'request', request: 'r', method, url, body, headers });
      const response = responses.get('r');
      responses.delete('r');
      if (response === undefined) throw new Error('no response');
      return response;
    },
    /** A signed request to the HTTP API; `over` replaces what is signed, undefined leaves it out. */
    api(
      method: string,
      path: string,
      {
        body,
        query = {},
        over = {},
        secret = SECRET,
      }: {
        body?: unknown;
        query?: Record<string, string>;
        over?: Record<string, string | undefined>;
        secret?: string;
      } = {},
    ): { status: number; body: unknown } {
      const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
      const params = Object.fromEntries(
        Object.entries<string | undefined>({
          ...query,
          auth_key: KEY,
          auth_timestamp: String(Math.floor(now / 1_000)),
          auth_version: '1.0',
          ...(text === '' ? {} : { body_md5: bodyMd5(text) }),
          ...over,
        }).filter((entry): entry is [string, string] => entry[1] !== undefined),
      );
      const full = path.startsWith('/apps/') ? path : `/apps/app-id${path}`;
      const auth_signature = sign(secret, requestMessage(method, full, params));
      const {
        status,
        body: answer,
        headers,
      } = bed.request(method, `${full}?${new URLSearchParams({ auth_signature, ...params }).toString()}`, text);
      return {
        status,
        body: headers['content-type'] === 'application/json' ? (JSON.parse(answer) as unknown) : answer,
      };
    },
    /** What webhooks told since the last call: of each POST, its events. */
    told: () => webhooks.splice(0).map(({ body }) => (JSON.parse(body) as { events: unknown[] }).events),
    posts: () => webhooks.splice(0),
    now: () => now,
  };
  return bed;
};
export type Bed = ReturnType<typeof createBed>;
