import { asyncScheduler } from 'rxjs';
import { createPusher } from '../../lib/index.js';
import type { ChannelMap, Pusher, PusherOptions } from '../../lib/index.js';

/** A frame on its way to the server. */
export interface Sent {
  readonly event: string;
  readonly channel?: string;
  readonly data?: { readonly channel: string; readonly auth?: string; readonly channel_data?: string };
}

type Answer = (frame: Sent, socket: FakeSocket) => readonly object[] | undefined;

const json = (data: unknown) => JSON.stringify(data);

export const success = (channel: string, data: unknown = {}): object => ({
  event: 'pusher_internal:subscription_succeeded',
  channel,
  data: json(data),
});

/** The success of a presence channel whose members are these, in this order. */
export const list = (channel: string, members: readonly (readonly [id: string | number, info?: unknown])[]): object =>
  success(channel, {
    presence: {
      count: members.length,
      ids: members.map(([id]) => id),
      hash: Object.fromEntries(members.map(([id, info = null]) => [id, info])),
    },
  });

export const event = (channel: string, name: string, data: unknown = {}): object => ({
  event: name,
  channel,
  data: json(data),
});

/** Accepts everything: alone in every presence channel. */
const accept: Answer = ({ event: name, data }) => {
  if (name === 'pusher:ping') return [{ event: 'pusher:pong', data: '{}' }];
  if (name === 'pusher:signin') {
    return [{ event: 'pusher:signin_success', data: json({ user_data: (data as { user_data?: string }).user_data }) }];
  }
  if (name !== 'pusher:subscribe' || data === undefined) return undefined;
  if (!data.channel.startsWith('presence-')) return [success(data.channel)];
  const me = JSON.parse(data.channel_data ?? '{"user_id":"me"}') as { user_id: string; user_info?: unknown };
  return [list(data.channel, [[me.user_id, me.user_info]])];
};

/** The client's end of a connection, worked by the server. */
export class FakeSocket {
  readyState = 0;
  onopen?: (event: object) => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: object) => void;
  readonly socketId: string;

  constructor(
    readonly number: number,
    private readonly server: FakeServer,
  ) {
    this.socketId = `${number}.${number}`;
    this.later(() => {
      if (this.readyState !== 0) return;
      if (server.down) return this.drop();
      this.readyState = 1;
      this.onopen?.({});
      if (!server.mute) this.say({ event: 'pusher:connection_established', data: json({ socket_id: this.socketId }) });
    });
  }

  /** After the latency, in order. */
  later(act: () => void): void {
    asyncScheduler.schedule(act, this.server.latency);
  }

  send(text: string): void {
    const frame = JSON.parse(text) as Sent;
    this.server.sent.push({ ...frame, socket: this.number, at: asyncScheduler.now() });
    const answer = this.server.answer(frame, this);
    for (const reply of answer ?? []) this.later(() => this.say(reply));
  }

  /** A frame, or any text, arrives at the client. */
  say(frame: object | string): void {
    if (this.readyState === 1) this.onmessage?.({ data: typeof frame === 'string' ? frame : json(frame) });
  }

  /** The server ends the connection; 1006 without a word. */
  drop(code = 1006, reason = ''): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code, reason, wasClean: code !== 1006 });
  }

  close(): void {
    if (this.readyState >= 2) return;
    this.readyState = 2;
    this.later(() => this.drop(1000));
  }
}

/** A server that accepts everything after `latency` ms, until it is told otherwise. */
export class FakeServer {
  readonly sockets: FakeSocket[] = [];
  readonly sent: (Sent & { readonly socket: number; readonly at: number })[] = [];
  /** New connections are refused. */
  down = false;
  /** New connections open, and hear nothing. */
  mute = false;
  readonly WebSocketCtor: new (url: string) => FakeSocket;

  constructor(
    public latency = 1,
    public answer: Answer = accept,
  ) {
    const connect = () => {
      const socket = new FakeSocket(this.sockets.length + 1, this);
      this.sockets.push(socket);
      return socket;
    };
    this.WebSocketCtor = function () {
      return connect();
    } as unknown as FakeServer['WebSocketCtor'];
  }

  /** The connection of the moment. */
  get socket(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  say(...frames: readonly (object | string)[]): void {
    for (const frame of frames) this.socket.say(frame);
  }

  /** What has come since the last time, in short: `subscribe a`, `unsubscribe a`, `client-x private-a {"y":1}`. */
  wire(): readonly string[] {
    return this.sent
      .splice(0)
      .map(({ event: name, channel, data }) =>
        name.startsWith('pusher:')
          ? `${name.slice(7)} ${data?.channel ?? ''}`.trimEnd()
          : `${name} ${channel ?? ''} ${json(data)}`,
      );
  }
}

/** A client of that server; channels are authorized at once by whoever asks, as the member `me`. */
export const clientOf = <M = ChannelMap>(server: FakeServer, options: Partial<PusherOptions> = {}): Pusher<M> =>
  createPusher<M>('key', {
    wsHost: 'fake',
    WebSocketCtor: server.WebSocketCtor,
    random: () => 0,
    channelAuthorization: ({ socketId, channelName }) => [
      {
        auth: `key:${socketId}:${channelName}`,
        ...(channelName.startsWith('presence-') ? { channel_data: '{"user_id":"me","user_info":{"name":"Me"}}' } : {}),
      },
    ],
    userAuthentication: ({ socketId }) => [{ auth: `key:${socketId}`, user_data: '{"id":"u1"}' }],
    ...options,
  });
